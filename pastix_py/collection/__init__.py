"""The SuiteSparse Matrix Collection: an index that is searched, and matrices fetched into a cache folder."""
