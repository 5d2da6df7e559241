"""From structure to work: `split` wide cblks, `layout` of the coefficient arrays, `tasks`, and the `Plan` of it all."""
