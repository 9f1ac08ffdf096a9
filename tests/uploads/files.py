"""Documents as programs make them, and files that only have their names."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook

# When everything in the archives was last changed, so that two of them are the same.
THEN = (2026, 1, 2, 3, 4, 6)

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
# The beginning of a program for Windows.
PROGRAM = b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0\xb8" + bytes(200)


def archive(*names: str, **contents: bytes) -> bytes:
    """Return a zip file with these names in it, in this order."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as file:
        for name in names:
            put(file, name, contents.get(name, b"<xml/>"))
    return target.getvalue()


def put(file: ZipFile, name: str, content: bytes) -> None:
    file.writestr(ZipInfo(name, THEN), content, file.compression)


def office(folder: str, *more: str) -> bytes:
    """Return the shape of a document of Office, its text in `folder`."""
    return archive("[Content_Types].xml", "_rels/.rels", f"{folder}/document.xml", *more)


def workbook() -> bytes:
    """Return a workbook of Excel."""
    target = BytesIO()
    Workbook().save(target)
    return target.getvalue()


def open_document(kind: str, *more: str) -> bytes:
    """Return the shape of an OpenDocument file, which says first of which `kind` it is."""
    target = BytesIO()
    with ZipFile(target, "w") as file:
        put(file, "mimetype", f"application/vnd.oasis.opendocument.{kind}".encode())
        for name in ("content.xml", "META-INF/manifest.xml", *more):
            put(file, name, b"<xml/>")
    return target.getvalue()


def compound(*streams: str) -> bytes:
    """Return the shape of an old Office file with these streams."""
    return COMPOUND + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)


#: By name, what is taken.
HONEST = {
    "a.docx": office("word"),
    "a.xlsx": workbook(),
    "a.pptx": office("ppt"),
    "a.odt": open_document("text"),
    "a.ods": open_document("spreadsheet"),
    "a.odp": open_document("presentation", "Basic/Standard/script-lb.xml"),
    "a.doc": compound("WordDocument", "1Table"),
    "a.xls": compound("Workbook"),
    "b.xls": compound("Book"),
    "a.ppt": compound("PowerPoint Document"),
    "a.pdf": b"%PDF-1.7\n1 0 obj\n",
    "b.pdf": b"\xef\xbb\xbf\n%PDF-1.4\n",
    "A.PDF": b"%PDF-1.7\n",
    "a.rtf": rb"{\rtf1\ansi Words.}",
    "a.csv": b"counter,minutes",
    "latin.csv": "Zähler;Minuten".encode("latin-1"),
    "excel.csv": "Zähler\tMinuten".encode("utf-16"),
    "big.txt": b"\xfe\xff" + "Zähler".encode("utf-16-be"),
    "a.txt": "Zähler und Minuten".encode(),
}

#: By name, what is refused, and a word of the reason.
FALSE = {
    "report.docx": (PROGRAM, "not a Word document"),
    "program-before.docx": (PROGRAM + office("word"), "not a Word document"),
    "table.docx": (office("xl"), "not a Word document"),
    "archive.docx": (archive("word/run.exe"), "not a Word document"),
    "cut.docx": (office("word")[:-40], "not a Word document"),
    "secret.docx": (compound("EncryptedPackage"), "password"),
    "macros.docx": (office("word", "word/vbaProject.bin"), "macros"),
    "slashes.docx": (office("word", "word\\vbaProject.bin"), "macros"),
    "report.xlsx": (b"counter,minutes", "not an Excel workbook"),
    "macros.xlsx": (office("xl", "xl/vbaProject.bin"), "macros"),
    "report.pptx": (b"<html></html>", "not a PowerPoint presentation"),
    "report.odt": (open_document("spreadsheet"), "not an OpenDocument file"),
    "master.odt": (open_document("text-master"), "not an OpenDocument file"),
    "macros.odt": (open_document("text", "Basic/Standard/Module1.xml"), "macros"),
    "scripts.ods": (open_document("spreadsheet", "Scripts/python/run.py"), "macros"),
    "zip.odp": (archive("content.xml"), "not an OpenDocument file"),
    "installer.doc": (compound("!Property"), "not a Word document"),
    "macros.doc": (compound("WordDocument", "_VBA_PROJECT"), "macros"),
    "page.xls": (b"<html><table></table></html>", "not an Excel workbook"),
    "report.ppt": (PROGRAM, "not a PowerPoint presentation"),
    "report.pdf": (PROGRAM, "not a PDF"),
    "page.pdf": (b"<script>alert(1)</script>%PDF-1.7", "not a PDF"),
    "report.rtf": (b"Words.", "not an RTF"),
    "report.txt": (PROGRAM, "not a plain text"),
    "marked.txt": (b"\xff\xfe" + PROGRAM, "not a plain text"),
    "report.csv": (workbook(), "not a table"),
    "late.csv": (b"a,b\n" * 30_000 + b"\0", "not a table"),
}
