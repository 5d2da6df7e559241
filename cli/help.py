"""`pastix help TOPIC`: the texts of `topics/`, with what they quote from the code."""

import textwrap
from pathlib import Path
from string import Template

import click

from pastix_py.errors import UsageError, instead

FOLDER = Path(__file__).parent / "topics"


def topics():
    """Return the names of the topics."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def text_of(topic):
    """Return a topic, its facts filled in; what is indented stays as it is, the rest is filled to the width."""
    from pastix_py.cli.facts import WIDTH, Facts

    text = Template((FOLDER / f"{topic}.txt").read_text(encoding="utf-8")).substitute(Facts())
    return "\n\n".join(
        paragraph if paragraph.startswith(" ") else textwrap.fill(paragraph, WIDTH, break_on_hyphens=False)
        for paragraph in text.rstrip("\n").split("\n\n")
    )


def title_of(topic):
    """Return the first line of a topic."""
    with open(FOLDER / f"{topic}.txt", encoding="utf-8") as lines:
        return lines.readline().strip()


def complete(ctx, param, incomplete):
    """Return the topics that begin so."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(name, help=title_of(name)) for name in topics() if name.startswith(incomplete)]


@click.command("help")
@click.argument("topic", nargs=-1, shell_complete=complete)
@click.pass_context
def command(ctx, topic):
    """Explain a topic or a command; without one, list the topics.

    Examples:
        pastix help
        pastix help formats
        pastix help bench run
    """
    root = ctx.find_root()
    known = [*topics(), *root.command.list_commands(root)]
    if not topic:
        formatter = ctx.make_formatter()
        with formatter.section("Topics"):
            formatter.write_dl([(name, title_of(name)) for name in topics()])
        click.echo(formatter.getvalue() + "\n`pastix help TOPIC` shows one, `pastix COMMAND --help` a command.")
    elif topic[0] not in known:
        raise UsageError(f"There is no topic {topic[0]!r}; {instead(topic[0], known)}")
    elif topic[0] in topics():
        click.echo_via_pager(text_of(topic[0]))
    else:
        click.echo(_help_of(root, topic))


def _help_of(ctx, path):
    """Return the help of a command, or of a subcommand."""
    found = ctx.command
    for name in path:
        found = found.get_command(ctx, name) if isinstance(found, click.Group) else None
        if found is None:
            raise UsageError(f"There is no command {' '.join(path)!r}; `pastix help {path[0]}` shows what there is.")
        ctx = click.Context(found, info_name=name, parent=ctx)
    return ctx.get_help()
