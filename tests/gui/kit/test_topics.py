"""Topics of changes: none is published in vain, none is awaited in vain."""

import ast

from alo183_desktop.gui.kit.topics import Topic
from tests.project.sources import trees


def topics_in(node: ast.AST, constants: dict[str, set[Topic]]) -> set[Topic]:
    """Return the topics that an expression names, itself or by a constant of its module."""
    found: set[Topic] = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            found |= constants.get(one.id, set())
        elif (
            isinstance(one, ast.Attribute)
            and isinstance(one.value, ast.Name)
            and one.value.id == "Topic"
        ):
            found.add(Topic[one.attr])
    return found


def published_and_heard() -> tuple[set[Topic], set[Topic]]:
    """Read what is handed over as `changes`, and what is compared with the `topics` of a signal."""
    published: set[Topic] = set()
    heard: set[Topic] = set()
    for _path, module in trees("alo183_desktop/gui", "Topic."):
        constants: dict[str, set[Topic]] = {}
        for node in module.body:
            match node:
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    constants[name] = topics_in(value, {})
        for one in ast.walk(module):
            match one:
                case ast.keyword(arg="changes", value=value):
                    published |= topics_in(value, constants)
                case ast.AnnAssign(target=ast.Name(id="changes"), value=ast.expr() as value):
                    published |= topics_in(value, constants)
                case (
                    ast.BinOp(left=ast.Name(id="topics"), right=value)
                    | ast.Compare(left=value, comparators=[ast.Name(id="topics")])
                    | ast.Assign(targets=[ast.Name(id="topics")], value=value)
                    | ast.keyword(arg="topics", value=value)
                ):
                    heard |= topics_in(value, constants)
    return published, heard


def test_that_each_topic_is_published_and_has_a_listener() -> None:
    published, heard = published_and_heard()
    assert published == heard == set(Topic)
