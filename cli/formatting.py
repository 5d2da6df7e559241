"""How commands present themselves: options by stage, examples as they are typed, a mistyped name answered."""

import inspect
import re

import click

from pastix_py.errors import instead

REST = "Options"  # heading of the options that belong to no stage
FILE = click.Path(readable=False)  # any name, which a shell completes to a file; readers say what is wrong with it
WIDEST = 30  # columns of the flags; a longer one has its text on the next line
WHOLE = "\u2011"  # a hyphen that no line is broken at, so that values stand as they are typed


class Option(click.Option):
    """An option that belongs to a section of the help; `values` are names that it takes, shown behind its text."""

    def __init__(self, *args, section=REST, values=(), **attributes):
        super().__init__(*args, **attributes)
        self.section, self.values = section, values

    def get_help_record(self, ctx):
        """Return (flag, text with the values)."""
        flag, text = super().get_help_record(ctx)
        named = f"{self.help.removesuffix('.')} ({', '.join(self.values)})."
        return flag, text.replace(self.help, named) if self.values else text

    def get_help_extra(self, ctx):
        """Return what stands in brackets: not the range, which a wrong value is answered with."""
        extra = super().get_help_extra(ctx)
        extra.pop("range", None)
        return extra


class Choice(click.Choice):
    """A choice that answers a wrong value with the nearest one."""

    def get_invalid_choice_message(self, value, ctx):
        """Return what to say of a wrong value."""
        return f"there is no {value!r}; {instead(str(value), self.choices)}"


class Command(click.Command):
    """A command whose docstring ends in examples, `Example: LINE` or `Examples:` and lines, which the help ends in."""

    def parse_args(self, ctx, args):
        """Read the arguments; a wrong one is told with the command that it was given to."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def examples(self):
        """Return the lines of the examples, ready for a shell."""
        return _parts(self.help)[1]

    def format_help_text(self, ctx, formatter):
        """Write the docstring without its examples."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_parts(self.help)[0])

    def format_options(self, ctx, formatter):
        """Write the options under the headings of their sections, all in the same columns."""
        sections = {}
        for parameter in self.get_params(ctx):
            record = None if isinstance(parameter, click.Argument) else parameter.get_help_record(ctx)
            if record:
                sections.setdefault(getattr(parameter, "section", REST), []).append(record)
        widest = max((len(flag) for rows in sections.values() for flag, _ in rows if len(flag) <= WIDEST), default=0)
        for heading, rows in sections.items():
            with formatter.section(heading):
                told = [(f"{flag:{widest}}", text.replace("-", WHOLE)) for flag, text in rows]
                formatter.write_dl(told, col_max=WIDEST)
        formatter.buffer[:] = [part.replace(WHOLE, "-") for part in formatter.buffer]

    def format_epilog(self, ctx, formatter):
        """Write what the command adds to its help, then the examples as they are typed."""
        super().format_epilog(ctx, formatter)
        lines = self.examples()
        if lines:
            with formatter.section("Examples" if len(lines) > 1 else "Example"):
                formatter.write("".join(f"{'':{formatter.current_indent}}{line}\n" for line in lines))


class Group(Command, click.Group):
    """A group of such commands."""

    def resolve_command(self, ctx, args):
        """Return (name, command, what is left); raises `UsageError` with the nearest name for one that is none."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise click.UsageError(f"There is no command {args[0]!r}; {instead(args[0], known)}", ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx, formatter):
        """Write the options, then the commands."""
        Command.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)


def dressed(command):
    """Return a command that plain click made as one of ours, its subcommands too; plain words complete to files."""
    is_group = isinstance(command, click.Group)
    ours = (Group if is_group else Command)(command.name)
    vars(ours).update(vars(command))
    for parameter in ours.params:
        takes_file = parameter.param_type_name == "argument" or "FILE" in str(parameter.metavar)
        if takes_file and parameter.type is click.STRING:
            parameter.type = FILE
    if is_group:
        ours.commands = {name: dressed(sub) for name, sub in command.commands.items()}
    return ours


def _parts(help):
    """Return (text, lines of the examples) of a docstring."""
    text = re.sub(r"^\\b$", "\b", inspect.cleandoc(help or ""), flags=re.M)  # as a raw docstring has it
    found = re.search(r"^(?:\x08\n)?Examples?:\s", text, re.M)
    if not found:
        return text, []
    lines = text[found.end() :].splitlines()
    return text[: found.start()].rstrip(), [line.strip() for line in lines if line.strip()]
