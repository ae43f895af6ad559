"""What stands in for functions and classes of the program in its tests."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from aiolift.analysis.model import Model
from aiolift.analysis.testing.stand_ins import patches, stand_ins
from aiolift.program.program import Program
from aiolift.program.text import TextFile


def model_of(**sources: str) -> Model:
    """Return the model of modules by name."""
    files = [TextFile(Path(f"{name}.py"), PurePosixPath(f"{name}.py"), text) for name, text in sources.items()]
    return Model(Program(files))


APP = "class Repo:\n    def find(self): ...\n\ndef save(): ...\n\ndef get_repo():\n    return Repo()\n"


def test_functions_that_are_patched() -> None:
    """A path in a string and an object with a name mean the same function; a lambda is no stand-in."""
    model = model_of(
        app=APP,
        test_app=(
            "import app\nfrom unittest.mock import patch\ndef fake(): ...\n"
            "def test_a(monkeypatch):\n    monkeypatch.setattr('app.save', fake)\n"
            "    monkeypatch.setattr(app, 'save', lambda: 1)\n    patch('app.Repo.find', new=1)\n"
            "    patch('app.save')\n    monkeypatch.setattr(app, 'nothing', 1)\n"
        ),
    )
    found = patches(model)
    assert [len(patch.replaced) for patch in found] == [1, 1, 1, 1, 0]
    assert [patch.in_class for patch in found] == [False, False, True, False, False]
    assert [patch.new is None for patch in found] == [False, False, False, True, False]
    pairs = {str(one): {str(other) for other in others} for one, others in stand_ins(model).items()}
    assert pairs == {"app:save": {"test_app:fake"}, "test_app:fake": {"app:save"}}


def test_classes_that_override_a_dependency() -> None:
    """Methods of one name belong together; others do not."""
    model = model_of(
        app=APP,
        test_app=(
            "from app import get_repo, service\nclass Fake:\n    def find(self): ...\n    def more(self): ...\n"
            "service.dependency_overrides[get_repo] = lambda: Fake()\n"
        ),
    )
    (found,) = [others for one, others in stand_ins(model).items() if str(one) == "app:Repo.find"]
    assert [str(other) for other in found] == ["test_app:Fake.find"]
