"""Writes the fixtures of xml, tiers, ttml, ass, rtf and epub with other programs.

Needs pandas, lxml, xmltodict, dicttoxml, pympi-ling, praatio, TextGrid, pysubs2, ass, pycaption, ttconv, EbookLib, PyRTF3,
pandoc, and LibreOffice as soffice.
"""

import datetime
import io
import os
import subprocess
import sys
import tempfile

import ass as ass_library
import pandas
import praatio.textgrid
import pycaption
import pympi
import pysubs2
import textgrid
import ttconv.imsc.writer
import ttconv.srt.reader
import xmltodict
from dicttoxml import dicttoxml
from ebooklib import epub

HERE = os.path.dirname(os.path.abspath(__file__))
TALK = [
    ("Therapist", 1.5, 6.2, "Good to see you again. How has the week been since we last spoke?"),
    ("Client", 6.8, 14.6, "Up and down & slow. I tried the breathing, and it helped on the way to work, a little."),
    ("Therapist", 15.0, 19.9, "A little is a start. What was different on the days when it did not help?"),
    ("Client", 20.4, 29.0, "On those days I was already late. Then my head says: “You always fail,” and that is that."),
    ("Therapist", 29.5, 32.0, "You always fail. That is a hard sentence."),
    ("Client", 32.4, 34.1, "It is my father's."),
]
SESSIONS = [TALK, [TALK[1], TALK[2], TALK[3], TALK[4]]]


def at(folder, name):
    path = os.path.join(HERE, "..", folder, "fixtures", name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def write(folder, name, text):
    with open(at(folder, name), "w", encoding="utf-8") as file:
        file.write(text)


ROWS = [
    {"session_id": number, "turn": turn, "speaker": who.lower(), "text": text}
    for number, talk in enumerate(SESSIONS, 1)
    for turn, (who, _, _, text) in enumerate(talk, 1)
]
TREE = [
    {"id": number, "turns": [{"speaker": who, "start": begin, "text": text} for who, begin, _, text in talk]}
    for number, talk in enumerate(SESSIONS, 1)
]

# Documents in Markdown, from which other programs make theirs.
MARKDOWN = "\n\n".join(
    f"# Session {number}\n\n" + "\n\n".join(f"**{who}:** {text}" for who, _, _, text in talk)
    for number, talk in enumerate(SESSIONS, 1)
)


def pandoc(to, path, *options):
    subprocess.run(["pandoc", "-f", "markdown", "-t", to, "-o", path, *options], input=MARKDOWN.encode(), check=True)


def soffice(to, name, path):
    with tempfile.TemporaryDirectory() as folder:
        pandoc("odt", os.path.join(folder, "talk.odt"))
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/home", "--headless", "--convert-to", to,
                        "--outdir", folder, os.path.join(folder, "talk.odt")], check=True, capture_output=True)
        with open(os.path.join(folder, name), "rb") as made, open(path, "wb") as kept:
            kept.write(made.read())


def of_xml():
    pandas.DataFrame(ROWS).to_xml(at("xml", "pandas.xml"), index=False)
    sessions = [{"@id": each["id"], "turn": [{"@speaker": turn["speaker"], "@start": turn["start"], "#text": turn["text"]}
                                           for turn in each["turns"]]} for each in TREE]
    write("xml", "xmltodict-attributes.xml", xmltodict.unparse({"sessions": {"session": sessions}}, pretty=True))
    write("xml", "dicttoxml.xml", dicttoxml(TREE, custom_root="dialogues", attr_type=True).decode())


def of_tiers():
    elan = pympi.Elan.Eaf(author="x")
    for tier in ("Therapist", "Client"):
        elan.add_tier(tier, part=tier)
    elan.remove_tier("default")
    elan.add_linguistic_type("note", "Symbolic_Association")
    elan.add_tier("translation@Therapist", "note", "Therapist")
    for who, begin, end, text in TALK:
        elan.add_annotation(who, int(begin * 1000), int(end * 1000), text)
        if who == "Therapist":
            elan.add_ref_annotation("translation@Therapist", who, int(begin * 1000), "Schön, Sie zu sehen. " * 3)
    elan.to_file(at("tiers", "pympi.eaf"))
    grid = textgrid.TextGrid(maxTime=50)
    for tier in ("Therapist", "Client"):
        own = textgrid.IntervalTier(tier, maxTime=50)
        for who, begin, end, text in TALK:
            if who == tier:
                own.add(begin, end, text)
        grid.append(own)
    grid.write(at("tiers", "textgrid.TextGrid"))
    short = praatio.textgrid.Textgrid()
    for tier in ("Therapist", "Client"):
        short.addTier(praatio.textgrid.IntervalTier(tier, [(b, e, t) for w, b, e, t in TALK if w == tier], 0, 50))
    short.save(at("tiers", "praatio-short.TextGrid"), format="short_textgrid", includeBlankSpaces=True)


def subtitles(named):
    made = pysubs2.SSAFile()
    for who, begin, end, text in TALK:
        event = pysubs2.SSAEvent(int(begin * 1000), int(end * 1000), text if named else f"{who}: {text}")
        event.name = who if named else ""
        made.append(event)
    return made


def of_subtitles():
    subtitles(True).save(at("ass", "pysubs2.ass"))
    subtitles(True).save(at("ass", "pysubs2.ssa"))
    events = ass_library.Document()
    events.styles.append(ass_library.Style())
    for who, begin, end, text in TALK:
        events.events.append(ass_library.Dialogue(
            start=datetime.timedelta(seconds=begin), end=datetime.timedelta(seconds=end), name=who,
            text="{\\i1}" + text.replace("? ", "?\\N") + "{\\i0}"))
    with open(at("ass", "python-ass.ass"), "w", encoding="utf-8-sig") as file:
        events.dump_file(file)
    srt = subtitles(False).to_string("srt")
    subtitles(False).save(at("ttml", "pysubs2.ttml"), format_="ttml")
    captions = pycaption.SRTReader().read(srt)
    write("ttml", "pycaption.dfxp", pycaption.DFXPWriter().write(captions))
    ttconv.imsc.writer.from_model(ttconv.srt.reader.to_model(io.StringIO(srt))).write(
        at("ttml", "ttconv.ttml"), encoding="utf-8", xml_declaration=True)


def of_documents():
    pandoc("rtf", at("rtf", "pandoc.rtf"), "-s")
    soffice("rtf", "talk.rtf", at("rtf", "libreoffice.rtf"))
    from PyRTF.Elements import Document
    from PyRTF.document.section import Section
    from PyRTF.document.paragraph import Paragraph
    from PyRTF.Renderer import Renderer

    document, section = Document(), Section()
    document.Sections.append(section)
    for who, _, _, text in TALK:
        paragraph = Paragraph()
        paragraph.append(f"{who}: {text}")
        section.append(paragraph)
    with open(at("rtf", "pyrtf.rtf"), "w", encoding="cp1252") as file:
        Renderer().Write(document, file)
    pandoc("epub", at("epub", "pandoc.epub"), "--metadata", "title=Sessions")
    soffice("epub", "talk.epub", at("epub", "libreoffice.epub"))
    book = epub.EpubBook()
    book.set_identifier("x")
    book.set_title("Sessions")
    chapters = []
    for number, talk in enumerate(SESSIONS, 1):
        chapter = epub.EpubHtml(title=f"Session {number}", file_name=f"s{number}.xhtml")
        turns = "".join(f"<p><b>{who}:</b> {text.replace('&', '&amp;')}</p>" for who, _, _, text in talk)
        chapter.content = f"<h1>Session {number}</h1>{turns}"
        book.add_item(chapter)
        chapters.append(chapter)
    book.toc = chapters
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    book.spine = ["nav", *chapters]
    epub.write_epub(at("epub", "ebooklib.epub"), book)


if __name__ == "__main__":
    for name in sys.argv[1:] or ["of_xml", "of_tiers", "of_subtitles", "of_documents"]:
        globals()[name]()
