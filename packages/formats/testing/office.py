"""Writes the fixtures of xlsx, ods, docx, odt and office, with openpyxl, XlsxWriter, pandas (with odfpy), python-docx, pandoc
and LibreOffice, whose soffice has to be on PATH."""

import datetime
import os
import shutil
import subprocess
import tempfile

import docx
import openpyxl
import pandas
import xlsxwriter
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = ["session_id", "speaker", "text"]
TALKS = {
    "a1": [
        ("client", "I keep waking at four, and then I lie there."),
        ("therapist", 'What do you tell yourself then? You said "it is hopeless" last week.'),
        ("client", "That.\nAnd that nobody would notice."),
        ("therapist", "I notice."),
    ],
    "b2": [
        ("client", "My café closed; I don't know who I am without it."),
        ("therapist", "Tell me who you were there."),
    ],
}
ROWS = [(key, *turn) for key, turns in TALKS.items() for turn in turns]
FRAME = pandas.DataFrame(ROWS, columns=NAMES)


def at(folder, name):
    return os.path.join(HERE, "..", folder, "fixtures", name)


def soffice(source, ending, target, filters="", *options):
    with tempfile.TemporaryDirectory() as folder:
        to = ending + (":" + filters if filters else "")
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", *options, "--convert-to", to]
        subprocess.run([*command, "--outdir", folder, source], check=True, capture_output=True)
        name = os.path.splitext(os.path.basename(source))[0]
        shutil.move(os.path.join(folder, f"{name}.{ending}"), target)


# Workbooks whose sheets all hold conversations.
book = openpyxl.Workbook()
for index, (key, turns) in enumerate(TALKS.items()):
    sheet = book.active if index == 0 else book.create_sheet()
    sheet.title = f"Session {key}"
    sheet.append(["turn", "speaker", "text", "said_at", "rated", "sum"])
    for turn, (who, text) in enumerate(turns):
        when = datetime.datetime(2024, 3, 1, 9, 30 + turn)
        sheet.append([turn + 1, who, text, when, turn % 2 == 0, f"=A{turn + 2}*2"])
book.active["C2"] = CellRichText("I keep ", TextBlock(InlineFont(b=True), "waking"), " at four, and then I lie there.")
book.active["C3"].comment = Comment("Nobody said this.", "A reviewer")
book.save(at("xlsx", "openpyxl.xlsx"))
soffice(at("xlsx", "openpyxl.xlsx"), "xlsx", at("xlsx", "libreoffice.xlsx"))
soffice(at("xlsx", "openpyxl.xlsx"), "ods", at("ods", "libreoffice.ods"))

with xlsxwriter.Workbook(at("xlsx", "xlsxwriter.xlsx"), {"default_date_format": "dd.mm.yyyy"}) as book:
    sheet = book.add_worksheet("All sessions")
    sheet.write("A1", "Sessions of the pilot study")
    sheet.write("A2", "exported on a Friday")
    sheet.write_row("B4", [*NAMES, "score", "day"])
    for row, cells in enumerate(ROWS):
        sheet.write_row(4 + row * 2, 1, cells)
        sheet.write_number(4 + row * 2, 4, 0.25 * row)
        sheet.write_datetime(4 + row * 2, 5, datetime.datetime(2024, 2, 28 + row % 2))
    sheet.write_comment("D5", "Nobody said this.")

with pandas.ExcelWriter(at("xlsx", "pandas.xlsx"), engine="xlsxwriter") as writer:
    FRAME.to_excel(writer, sheet_name="turns")
FRAME.to_excel(at("ods", "pandas.ods"), engine="odf", index=False)
with tempfile.TemporaryDirectory() as folder:
    FRAME.to_csv(f"{folder}/sessions.csv", index=False)
    soffice(f"{folder}/sessions.csv", "ods", at("ods", "libreoffice-csv.ods"), "", "--infilter=CSV:44,34,76")

# A workbook as studies leave them: a title page, a code book, an empty sheet, and one that counts by formulas.
book = openpyxl.Workbook()
book.active.title = "Read me"
book.active["A1"] = "These are the sessions of our pilot study. Please do not pass them on to anybody."
sheet = book.create_sheet("Data")
sheet.append(NAMES)
for row in ROWS:
    sheet.append(row)
sheet.merge_cells("A2:A5")
sheet.merge_cells("A6:A7")
sheet = book.create_sheet("Code book")
sheet.append(["Variable", "Description"])
sheet.append(["session_id", "Which session it was, as numbered by the clinic itself"])
sheet.append(["speaker", "Who spoke, the client or the person who treated the client"])
book.create_sheet("Sheet4")
sheet = book.create_sheet("Counts")
sheet.append(["what", "how many"])
sheet.append(["turns", "=COUNTA(Data!C:C)-1"])
book.save(at("office", "study.xlsx"))
soffice(at("office", "study.xlsx"), "ods", at("office", "study.ods"))

# Documents.
document = docx.Document()
document.add_heading("Session of the pilot study", 1)
for who, text in TALKS["a1"]:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{who.capitalize()}: ").bold = True
    paragraph.add_run(text)
changed = document.paragraphs[1]
deleted = OxmlElement("w:del")
run = OxmlElement("w:r")
gone = OxmlElement("w:delText")
gone.text = " Nobody said this."
run.append(gone)
deleted.append(run)
changed._p.append(deleted)
document.save(at("docx", "python-docx.docx"))

document = docx.Document()
document.add_paragraph("Transcript")
table = document.add_table(rows=1, cols=3)
for cell, name in zip(table.rows[0].cells, ["No.", "Speaker", "Utterance"]):
    cell.text = name
for number, (who, text) in enumerate(TALKS["a1"]):
    for cell, content in zip(table.add_row().cells, [str(number + 1), who.capitalize(), text]):
        cell.text = content
document.save(at("docx", "python-docx-table.docx"))
soffice(at("docx", "python-docx-table.docx"), "odt", at("odt", "libreoffice-table.odt"))
soffice(at("docx", "python-docx.docx"), "odt", at("odt", "libreoffice.odt"))
soffice(at("docx", "python-docx.docx"), "docx", at("docx", "libreoffice.docx"), "MS Word 2007 XML")
with tempfile.TemporaryDirectory() as folder:
    with open(f"{folder}/session.md", "w") as file:
        file.write("# Session\n\n" + "\n\n".join(f"**{who.capitalize()}:** {text}" for who, text in TALKS["a1"]))
    subprocess.run(["pandoc", f"{folder}/session.md", "-o", at("docx", "pandoc.docx")], check=True)
    subprocess.run(["pandoc", f"{folder}/session.md", "-o", at("odt", "pandoc.odt")], check=True)
