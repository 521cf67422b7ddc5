"""Change the rules one place at a time, and see whether a table of cases notices.

    python -m tests.tools.mutants                      # every module of redress/law/cn, and its numbers
    python -m tests.tools.mutants --only vehicle       # one module
    python -m tests.tools.mutants --show               # the survivors, with their change

A mutant is a rule module, or a file of numbers, with one change: a comparison turned, an operator swapped, a number moved,
a condition dropped, an exception made an element. It is killed if any row of tests/law/remedies/tables fails on it. Each
runs in a process of its own, forked after everything else is loaded, so that the changed module is all that differs.
"""

import argparse
import ast
import multiprocessing
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "redress" / "law" / "cn"
TABLES = ROOT / "tests" / "law" / "remedies" / "tables"
TURNED = {ast.LtE: ast.Lt, ast.Lt: ast.LtE, ast.GtE: ast.Gt, ast.Gt: ast.GtE}
SWAPPED = {
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}
RENAMED = {"greatest": "smallest", "smallest": "greatest", "proviso": "presumably", "presumably": "proviso"}
UNWRAPPED = {"proviso", "presumably", "assumed", "greatest", "smallest"}
ROWS = [row for table in sorted(TABLES.glob("*.toml")) for row in tomllib.loads(table.read_text("utf-8"))["case"]]


@dataclass(frozen=True)
class Mutant:
    """One change: where, what, and the source that results."""

    module: str
    line: int
    change: str
    source: str


def mutants(module: str) -> Iterator[Mutant]:
    """Return every mutant of a rule module."""
    path = RULES / f"{module}.py"
    tree = ast.parse(path.read_text("utf-8"))
    places = [node for node in ast.walk(tree) if isinstance(node, ast.expr)]
    for place in range(len(places)):
        for change in range(4):
            copy = ast.parse(path.read_text("utf-8"))
            node = [found for found in ast.walk(copy) if isinstance(found, ast.expr)][place]
            said = mutate(copy, node, change)
            if said:
                yield Mutant(module, node.lineno, said, ast.unparse(ast.fix_missing_locations(copy)))


def mutate(tree: ast.Module, node: ast.expr, change: int) -> str | None:
    """Make the change of that number at a node; None if there is none."""
    match node:
        case ast.Compare(ops=[op]) if change == 0 and type(op) in TURNED:
            node.ops = [TURNED[type(op)]()]
            return f"{name_of(op)} becomes {name_of(node.ops[0])}"
        case ast.BinOp(op=op) if change == 0 and type(op) in SWAPPED:
            node.op = SWAPPED[type(op)]()
            return f"{name_of(op)} becomes {name_of(node.op)}"
        case ast.BinOp() if change in {1, 2}:
            kept = node.left if change == 1 else node.right
            return f"only {ast.unparse(kept)[:40]} is kept" if replaced(tree, node, kept) else None
        case ast.UnaryOp(op=ast.Invert()) if change == 0:
            return f"not turned: {ast.unparse(node.operand)[:40]}" if replaced(tree, node, node.operand) else None
        case ast.Constant(value=bool(value)) if change == 0:
            node.value = not value
            return f"{value} becomes {node.value}"
        case ast.Constant(value=int(value)) if change in {0, 1} and not isinstance(value, bool):
            node.value = value + (1 if change == 0 else -1)
            return f"{value} becomes {node.value}"
        case ast.Call(func=ast.Name(id=name)) if change == 0 and name in RENAMED:
            node.func.id = RENAMED[name]  # type: ignore[attr-defined]
            return f"{name} becomes {node.func.id}"  # type: ignore[attr-defined]
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if change == 1 and name in UNWRAPPED:
            return f"{name} is dropped from {ast.unparse(first)[:40]}" if replaced(tree, node, first) else None
        case ast.Call(func=ast.Name(id="either"), args=[_, yes, no]) if change in {0, 1}:
            kept = yes if change == 0 else no
            return f"either is always {ast.unparse(kept)[:40]}" if replaced(tree, node, kept) else None
        case ast.Call(func=ast.Name(id="one_of"), args=[_, *words]) if change == 0 and len(words) > 1:
            dropped = node.args.pop()
            return f"one_of loses {ast.unparse(dropped)}"
        case ast.Call(func=ast.Name(id="told")) if change == 0:
            return f"turned: {ast.unparse(node)}" if replaced(tree, node, inverted(node)) else None
        case _:
            return None


def inverted(node: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Invert(), ast.parse(ast.unparse(node), mode="eval").body)


def replaced(tree: ast.Module, old: ast.expr, new: ast.expr) -> bool:
    """Put one expression in the place of another."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, new)
                return True
            if isinstance(value, list) and any(item is old for item in value):
                value[next(at for at, item in enumerate(value) if item is old)] = new
                return True
    return False


def name_of(operator: ast.AST) -> str:
    return type(operator).__name__


def number_mutants() -> Iterator[tuple[str, str, int, str]]:
    """Return (parameter, row, change): each number a little up, each day a day later."""
    from redress.law.in_force import parameters, rows

    for name in parameters():
        for at, row in enumerate(rows(name)):
            if row.unit == "yes-no":
                yield name, "value", at, "turned"
            else:
                yield name, "value", at, "a tenth more, or one"
            if at > 0:
                yield name, "since", at, "a day later"


def survives(mutant: Mutant) -> bool:
    """Load the mutant in place of its module, and run the tables. Called in a process of its own."""
    import redress.law.cn as package
    from redress.law import engine, engine_rules

    modules = [path.stem for path in sorted(RULES.glob("*.py")) if path.stem != "__init__"]
    for name in modules:
        sys.modules.pop(f"redress.law.cn.{name}", None)
    engine_rules._RULES.clear()
    engine_rules.rule_set.cache_clear()
    engine.cn.cache_clear()
    made = ModuleType(f"redress.law.cn.{mutant.module}")
    made.__package__ = package.__name__
    sys.modules[made.__name__] = made
    setattr(package, mutant.module, made)
    try:
        exec(compile(mutant.source, f"<{mutant.module}>", "exec"), made.__dict__)  # noqa: S102 -- our own source, changed
        return tables_pass()
    except Exception:
        return False


def number_survives(name: str, field: str, at: int) -> bool:
    """Change one row of the law's numbers, and run the tables. Called in a process of its own."""
    from datetime import timedelta
    from decimal import Decimal

    from redress.law import engine, engine_rules, in_force

    row = in_force.parameters()[name]["rows"][at]
    if field == "since":
        row["since"] += timedelta(days=1)
    elif isinstance(row["value"], bool):
        row["value"] = not row["value"]
    else:
        value = Decimal(row["value"])
        row["value"] = str(value + (1 if value == value.to_integral_value() else value / 10))
    in_force.rows.cache_clear()
    engine_rules._RULES.clear()
    engine_rules.rule_set.cache_clear()
    engine_rules.EPOCHS.__dict__.pop("days", None)
    engine.cn.cache_clear()
    for module in [module for module in sys.modules if module.startswith("redress.law.cn.")]:
        sys.modules.pop(module)
    try:
        return tables_pass()
    except Exception:
        return False


def tables_pass() -> bool:
    """Run every row of every table; stop at the first that fails."""
    from tests.law.remedies.test_tables import test_the_law_says

    for row in ROWS:
        try:
            test_the_law_says(row)
        except BaseException:
            return False
    return True


def in_own_process(work: "multiprocessing.pool.Pool", jobs: list) -> list[bool]:
    return [bool(result) for result in work.imap(_job, jobs)]


def _job(job: tuple) -> bool:
    kind, *rest = job
    return survives(*rest) if kind == "rule" else number_survives(*rest)


def main() -> int:
    """Report kills and survivors; exit with 1 if fewer than 95 % are killed."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--only", help="one module of redress/law/cn, or 'numbers'")
    options.add_argument("--show", action="store_true", help="list the survivors")
    options.add_argument("--processes", type=int, default=2)
    given = options.parse_args()
    assert tables_pass(), "the tables fail on the rules as they are"
    names = [path.stem for path in sorted(RULES.glob("*.py")) if path.stem != "__init__"]
    jobs: list[tuple] = []
    said: list[str] = []
    for name in names:
        if given.only in {None, name}:
            for mutant in mutants(name):
                jobs.append(("rule", mutant))
                said.append(f"{mutant.module}.py:{mutant.line}: {mutant.change}")
    if given.only in {None, "numbers"}:
        for name, field, at, change in number_mutants():
            jobs.append(("number", name, field, at))
            said.append(f"{name}, row {at + 1}, {field}: {change}")
    with multiprocessing.get_context("fork").Pool(given.processes, maxtasksperchild=1) as work:
        alive = [text for text, survived in zip(said, in_own_process(work, jobs), strict=True) if survived]
    killed = len(jobs) - len(alive)
    sys.stdout.write(f"{killed} of {len(jobs)} mutants killed: {killed / len(jobs):.1%}\n")
    if given.show:
        sys.stdout.writelines(f"survives: {text}\n" for text in alive)
    return 0 if killed / len(jobs) >= 0.95 else 1


if __name__ == "__main__":
    sys.exit(main())
