"""Writes the fixtures of transcript, srt, vtt, markdown, html and pdf with other programs.

Needs pandoc (pypandoc_binary), python-docx, pysubs2, srt, webvtt-py, openai-whisper (its writers alone), ffmpeg
(imageio-ffmpeg), deepgram-captions, markdown, markdownify, tabulate, reportlab, fpdf2, and LibreOffice as soffice.
"""

import datetime
import importlib.util
import json
import os
import subprocess
import sys
import tempfile

import docx
import fpdf
import imageio_ffmpeg
import markdown
import markdownify
import pypandoc
import pysubs2
import srt
import tabulate
import webvtt
from deepgram_captions import DeepgramConverter, srt as deepgram_srt, webvtt as deepgram_vtt
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

HERE = os.path.dirname(os.path.abspath(__file__))
TALK = [
    ("Therapist", 1.5, 6.2, "Good to see you again. How has the week been since we last spoke?"),
    ("Client", 6.8, 9.0, "Up and down."),
    ("Client", 9.2, 14.6, "I tried the breathing you showed me, and it helped on the way to work, a little."),
    ("Therapist", 15.0, 19.9, "A little is a start. What was different on the days when it did not help?"),
    ("Client", 20.4, 29.0, "On those days I was already late. Then my head says: “You always fail,” and that is that."),
    ("Therapist", 29.5, 32.0, "You always fail. That is a hard sentence."),
    ("Client", 32.4, 34.1, "It is my father's."),
    ("Therapist", 36.0, 41.7, "So there are two voices. Which one was speaking this morning, here at the door?"),
]
# The client's two cues in a row are one turn.
TURNS = [TALK[0], (*TALK[1][:3], TALK[1][3] + " " + TALK[2][3]), *TALK[3:]]


def at(folder, name):
    path = os.path.join(HERE, "..", folder, "fixtures", name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def write(folder, name, text):
    with open(at(folder, name), "w", encoding="utf-8") as file:
        file.write(text)


def clock(seconds):
    return "%d:%02d" % (seconds // 60, seconds % 60)


# Documents, from which other programs make text, Markdown and HTML.
def bold_document():
    document = docx.Document()
    document.add_heading("Session 4", 1)
    document.add_paragraph("Recorded with consent.")
    for speaker, _, _, text in TURNS:
        paragraph = document.add_paragraph()
        paragraph.add_run(speaker + ": ").bold = True
        paragraph.add_run(text)
    return document


def table_document():
    document = docx.Document()
    table = document.add_table(rows=1, cols=3)
    for cell, name in zip(table.rows[0].cells, ("Speaker", "Time", "Text")):
        cell.text = name
    for speaker, start, _, text in TURNS:
        for cell, value in zip(table.add_row().cells, (speaker, clock(start), text)):
            cell.text = value
    return document


def block_document():
    document = docx.Document()
    for speaker, start, _, text in TURNS:
        document.add_paragraph("%s  %s" % (speaker, clock(start)))
        document.add_paragraph(text)
    return document


def heading_document():
    document = docx.Document()
    for speaker, _, _, text in TURNS:
        document.add_heading(speaker, 2)
        document.add_paragraph(text)
    return document


work = tempfile.mkdtemp()
paths = {}
for name, make in {
    "bold": bold_document,
    "table": table_document,
    "block": block_document,
    "heading": heading_document,
}.items():
    paths[name] = os.path.join(work, name + ".docx")
    make().save(paths[name])


def pandoc(source, to, folder, name, *args):
    text = pypandoc.convert_file(paths[source], to, extra_args=list(args))
    write(folder, name, text)


pandoc("bold", "plain", "transcript", "pandoc-colon.txt")
pandoc("block", "plain", "transcript", "pandoc-blocks.txt")
pandoc("heading", "plain", "transcript", "pandoc-headings.txt")
pandoc("bold", "markdown", "markdown", "pandoc-bold.md")
pandoc("table", "gfm", "markdown", "pandoc-table.md", "--columns=1000")
pandoc("heading", "commonmark", "markdown", "pandoc-headings.md")
pandoc("bold", "html", "html", "pandoc-bold.html", "--standalone", "--metadata=title:Session")
pandoc("table", "html", "html", "pandoc-table.html")
write("markdown", "tabulate.md", tabulate.tabulate([(s, t) for s, _, _, t in TURNS], ["Speaker", "Text"], "github"))
listed = markdown.markdown("\n".join("- **%s** (%s): %s" % (s, clock(b), t) for s, b, _, t in TURNS))
write("html", "python-markdown.html", listed)
write("markdown", "markdownify.md", markdownify.markdownify(listed))

# Subtitles.
named = [(begin, end, "%s: %s" % (speaker, text)) for speaker, begin, end, text in TALK]
delta = lambda seconds: datetime.timedelta(seconds=seconds)
write("srt", "srt.srt", srt.compose([srt.Subtitle(None, delta(b), delta(e), t) for b, e, t in named]))
subs = pysubs2.SSAFile()
for begin, end, text in named:
    subs.append(pysubs2.SSAEvent(start=int(begin * 1000), end=int(end * 1000), text=text.replace(": ", ":\\N", 1)))
subs.save(at("srt", "pysubs2.srt"))
subs.save(at("vtt", "pysubs2.vtt"))
caption_file = webvtt.WebVTT()
for speaker, begin, end, text in TALK:
    stamp = lambda seconds: "00:00:%06.3f" % seconds
    caption_file.captions.append(webvtt.Caption(stamp(begin), stamp(end), "<v %s>%s" % (speaker, text)))
caption_file.save(at("vtt", "webvtt-py.vtt"))

spec = importlib.util.find_spec("whisper")
utils = importlib.util.spec_from_file_location("utils", os.path.join(os.path.dirname(spec.origin), "utils.py"))
whisper = importlib.util.module_from_spec(utils)
utils.loader.exec_module(whisper)
segments = []
for speaker, begin, end, text in TALK:
    words = ("[%s]: %s" % ({"Therapist": "SPEAKER_00", "Client": "SPEAKER_01"}[speaker], text)).split(" ")
    middle = len(words) // 2
    half = (begin + end) / 2
    segments.append({"start": begin, "end": half, "text": " " + " ".join(words[:middle])})
    segments.append({"start": half, "end": end, "text": " " + " ".join(words[middle:])})
for kind in ("srt", "vtt"):
    whisper.get_writer(kind, os.path.dirname(at(kind, "x")))({"segments": segments}, "whisper")

spoken = {"results": {"utterances": [], "channels": []}, "metadata": {"request_id": "0", "created": "2026", "duration": 42, "channels": 1}}
for speaker, begin, end, text in TALK:
    parts = text.split(" ")
    step = (end - begin) / len(parts)
    spoken["results"]["utterances"].append(
        {
            "start": begin,
            "end": end,
            "transcript": text,
            "words": [
                {
                    "word": part,
                    "punctuated_word": part,
                    "start": begin + step * index,
                    "end": begin + step * (index + 1),
                    "speaker": 0 if speaker == "Therapist" else 1,
                }
                for index, part in enumerate(parts)
            ],
        }
    )
write("srt", "deepgram.srt", deepgram_srt(DeepgramConverter(spoken)))
write("vtt", "deepgram.vtt", deepgram_vtt(DeepgramConverter(spoken)))
ffmpeg = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error", "-bitexact", "-i"]
subprocess.run([*ffmpeg, at("vtt", "webvtt-py.vtt"), at("srt", "ffmpeg.srt")], check=True)
subprocess.run([*ffmpeg, at("srt", "srt.srt"), at("vtt", "ffmpeg.vtt")], check=True)

# PDF.
style = getSampleStyleSheet()["Normal"]
story = []
for index, (speaker, _, _, text) in enumerate(TURNS):
    story.append(Paragraph("<b>%s:</b> %s" % (speaker, text), style))
    if index == 3:
        story.append(PageBreak())
SimpleDocTemplate(at("pdf", "reportlab.pdf"), pagesize=A4, invariant=1).build(story)
page = fpdf.FPDF()
page.set_creation_date(datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc))
page.add_page()
page.set_font("Helvetica", size=12)
for speaker, begin, _, text in TURNS:
    line = "[%s] %s: %s" % (clock(begin), speaker, text.replace("“", '"').replace("”", '"'))
    page.multi_cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
page.output(at("pdf", "fpdf2.pdf"))

# LibreOffice.
if "--no-office" not in sys.argv:
    for source, kind, folder, name in (
        ("bold", "html", "html", "libreoffice-bold.html"),
        ("table", "html", "html", "libreoffice-table.html"),
        ("block", "txt:Text (encoded):UTF8", "transcript", "libreoffice-blocks.txt"),
        ("block", "pdf", "pdf", "libreoffice.pdf"),
    ):
        subprocess.run(["soffice", "--headless", "--convert-to", kind, "--outdir", work, paths[source]], check=True)
        with open(os.path.join(work, source + "." + kind.split(":")[0]), "rb") as file, open(at(folder, name), "wb") as out:
            out.write(file.read())
