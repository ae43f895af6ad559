"""Findings for programs: JSON, SARIF 2.1.0, and the annotations of GitHub's workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aiolift.lint import unparsable
from aiolift.lint.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import PurePosixPath

    from aiolift.lint.finding import Finding, Place, Step

    Path = Callable[[PurePosixPath], str]

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def lint_json(findings: Iterable[Finding], path: Path) -> list[dict[str, Any]]:
    """Return the findings as JSON has them: lines and columns from 1, columns in characters, ends behind the last."""
    return [
        {
            "code": finding.code,
            "path": path(finding.place.name),
            "line": finding.place.line,
            "column": finding.place.column,
            "end_line": finding.place.end_line,
            "end_column": finding.place.end_column,
            "message": finding.message,
            "help": finding.help,
            "fixable": bool(finding.fix),
            "chain": [
                {"path": path(one.place.name), "line": one.place.line, "text": one.text} for one in finding.chain
            ],
        }
        for finding in findings
    ]


def lint_github(finding: Finding, path: Path) -> str:
    """Return a finding as a workflow command, which GitHub shows beside the line."""
    place = finding.place
    fields = {
        "title": f"aiolift {finding.code}",
        "file": path(place.name),
        "line": place.line,
        "col": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    properties = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in fields.items())
    steps = [f"{path(step.place.name)}:{step.place.line}: {step.text}" for step in finding.chain]
    text = "\n".join([f"{finding.code} {finding.message}; {finding.help}", *steps])
    return f"::error {properties}::{_escaped(text)}"


def _escaped(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def lint_sarif(findings: Iterable[Finding], path: Path, version: str) -> dict[str, Any]:
    """Return the findings as SARIF 2.1.0.

    :param version: that of aiolift.
    """
    found = list(findings)
    described = {rule.code: (rule.name, rule.reason, rule.source) for rule in all_rules()}
    described[unparsable.CODE] = (unparsable.NAME, unparsable.REASON, unparsable.SOURCE)
    codes = sorted({finding.code for finding in found})
    rules = [
        {
            "id": code,
            "name": name,
            "shortDescription": {"text": name.replace("-", " ")},
            "fullDescription": {"text": reason},
            "helpUri": source,
        }
        for code, (name, reason, source) in ((code, described[code]) for code in codes)
    ]
    results = [
        {
            "ruleId": finding.code,
            "ruleIndex": codes.index(finding.code),
            "level": "error",
            "message": {"text": f"{finding.message}; {finding.help}"},
            "locations": [_location(finding.place, path)],
        }
        | ({"relatedLocations": [_step(step, path) for step in finding.chain]} if finding.chain else {})
        for finding in found
    ]
    driver = {"name": "aiolift", "version": version, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _step(step: Step, path: Path) -> dict[str, Any]:
    return _location(step.place, path) | {"message": {"text": step.text}}


def _location(place: Place, path: Path) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(path(place.name))},
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
            },
        }
    }
