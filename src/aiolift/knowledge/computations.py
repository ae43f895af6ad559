"""Calls that compute for long: tens of milliseconds up to minutes, for ordinary arguments.

What is usually short is left out, as JSON, JWT and zlib, whose time depends on sizes that no text shows. The reason is
https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code. That Pillow's `open` only reads the head of an
image, and the first use decodes it: https://pillow.readthedocs.io/en/stable/reference/Image.html#PIL.Image.open.
"""

from __future__ import annotations

import re

_DECODES = "resize thumbnail convert rotate transform filter quantize save load reduce"

#: A module or class, and its functions or methods. `f()` is what a call of `f` gives.
_TABLE: tuple[tuple[str, str], ...] = (
    ("PIL.Image.Image", _DECODES),
    ("PIL.ImageOps", "fit contain cover pad scale exif_transpose autocontrast equalize"),
    ("cv2", "imdecode imencode imread imwrite"),
    ("cv2.CascadeClassifier", "detectMultiScale"),
    ("cv2.CascadeClassifier()", "detectMultiScale"),
    ("face_recognition", "face_encodings face_locations"),
    ("weasyprint.HTML", "write_pdf render"),
    ("weasyprint.HTML.render()", "write_pdf"),
    ("xhtml2pdf.pisa", "CreatePDF pisaDocument"),
    ("reportlab.platypus.SimpleDocTemplate", "build"),
    ("reportlab.platypus.BaseDocTemplate", "build"),
    ("docxtpl.DocxTemplate", "render save"),
    ("xlsxwriter.Workbook", "close"),
    ("pdf2image", "convert_from_bytes convert_from_path"),
    ("pytesseract", "image_to_string image_to_data"),
    ("matplotlib.pyplot", "savefig"),
    ("matplotlib.figure.Figure", "savefig"),
    ("matplotlib.pyplot.figure()", "savefig"),
    ("bz2", "compress decompress"),
    ("lzma", "compress decompress"),
    ("zipfile.ZipFile", "write extractall"),
    ("tarfile.open()", "add extractall"),
    ("hashlib", "file_digest"),
    ("cryptography.hazmat.primitives.asymmetric.rsa", "generate_private_key"),
    ("Crypto.PublicKey.RSA", "generate"),
    ("rsa", "newkeys"),
    ("scipy.optimize", "minimize curve_fit differential_evolution dual_annealing linprog milp least_squares"),
    ("numpy.linalg", "svd eig eigh"),
    ("scipy.linalg", "svd eig eigh expm"),
    ("pulp.LpProblem", "solve"),
    ("ortools.sat.python.cp_model.CpSolver", "Solve solve"),
    ("spacy", "load"),
    ("spacy.load()", "__call__ pipe"),
    ("transformers", "pipeline"),
    ("transformers.pipeline()", "__call__"),
    ("sentence_transformers", "SentenceTransformer"),
    ("sentence_transformers.SentenceTransformer", "encode"),
    ("whisper", "load_model"),
    ("whisper.load_model()", "transcribe"),
    ("torch", "load"),
    ("joblib", "load"),
    ("joblib.load()", "predict predict_proba"),
    ("sklearn.model_selection", "cross_val_score cross_validate"),
)
_NAMES = {f"{owner}.{name}" for owner, names in _TABLE for name in names.split()}
#: What decodes or encodes an image, of whatever an image of Pillow's has become.
_OF_IMAGE = re.compile(
    rf"PIL\.Image\.(?:open|new|frombytes|fromarray)\(\)(?:\.\w+\(\))*\.(?:{'|'.join(_DECODES.split())})"
)
#: Models that learn and predict: each class of these libraries has the same methods.
_OF_MODEL = re.compile(
    r"(?:sklearn|xgboost|lightgbm|catboost|statsmodels|prophet)\.(?:\w+\.)*[A-Z]\w*\."
    r"(?:fit|fit_transform|fit_predict|partial_fit|predict|predict_proba|score_samples)"
)


def computes(name: str) -> bool:
    """Whether an external function or method computes for long, given its dotted name."""
    return (
        name in _NAMES
        or (name.startswith("PIL") and _OF_IMAGE.fullmatch(name) is not None)
        or bool(_OF_MODEL.fullmatch(name))
    )
