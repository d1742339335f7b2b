"""Makes a file that is no text of a table with the columns conversation_id, speaker and text.

Usage: make_files.py FORMAT CSV FILE
"""

import csv
import json
import sys
import textwrap
import zipfile
from xml.sax.saxutils import escape

FORMAT, CSV, FILE = sys.argv[1:4]
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def rows():
    with open(CSV, newline="", encoding="utf-8") as file:
        yield from csv.reader(file)


def turns():
    yield from (row[1:] for at, row in enumerate(rows()) if at > 0)


def make_parquet():
    import pyarrow.csv
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.csv.read_csv(CSV), FILE)


def make_arrow():
    import pyarrow.csv
    import pyarrow.feather

    pyarrow.feather.write_feather(pyarrow.csv.read_csv(CSV), FILE)


def zipped(parts):
    """A zip of parts, each of them written piece by piece."""
    with zipfile.ZipFile(FILE, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, pieces in parts:
            with archive.open(name, "w", force_zip64=True) as out:
                for piece in pieces:
                    out.write(piece.encode())


def content_types(**parts):
    package = "application/vnd.openxmlformats-officedocument"
    listed = "".join(f'<Override PartName="{name}" ContentType="{package}.{kind}+xml"/>' for kind, name in parts.items())
    return [
        f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    ]


def relations(*targets):
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    listed = "".join(
        f'<Relationship Id="rId{at}" Type="{office}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, 1)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return [f'{XML}<Relationships xmlns="{space}">{listed}</Relationships>']


def make_xlsx():
    texts = {}

    def sheet():
        yield f'{XML}<worksheet xmlns="{main}"><sheetData>'
        for at, row in enumerate(rows(), 1):
            cells = "".join(
                f'<c r="{"ABC"[column]}{at}" t="s"><v>{texts.setdefault(cell, len(texts))}</v></c>'
                for column, cell in enumerate(row)
            )
            yield f'<row r="{at}">{cells}</row>'
        yield "</sheetData></worksheet>"

    def shared():
        yield f'{XML}<sst xmlns="{main}" uniqueCount="{len(texts)}">'
        yield from (f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
        yield "</sst>"

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    references = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = (
        f'{XML}<workbook xmlns="{main}" xmlns:r="{references}">'
        '<sheets><sheet name="turns" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    zipped(
        [
            (
                "[Content_Types].xml",
                content_types(
                    **{
                        "spreadsheetml.sheet.main": "/xl/workbook.xml",
                        "spreadsheetml.worksheet": "/xl/worksheets/sheet1.xml",
                        "spreadsheetml.sharedStrings": "/xl/sharedStrings.xml",
                    }
                ),
            ),
            ("_rels/.rels", relations(("officeDocument", "xl/workbook.xml"))),
            ("xl/workbook.xml", [book]),
            (
                "xl/_rels/workbook.xml.rels",
                relations(("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")),
            ),
            ("xl/worksheets/sheet1.xml", sheet()),
            ("xl/sharedStrings.xml", shared()),
        ]
    )


def make_docx():
    def paragraphs():
        space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        yield f'{XML}<w:document xmlns:w="{space}"><w:body>'
        for speaker, text in turns():
            yield f'<w:p><w:r><w:t xml:space="preserve">{speaker}: {escape(text)}</w:t></w:r></w:p>'
        yield "</w:body></w:document>"

    zipped(
        [
            ("[Content_Types].xml", content_types(**{"wordprocessingml.document.main": "/word/document.xml"})),
            ("_rels/.rels", relations(("officeDocument", "word/document.xml"))),
            ("word/document.xml", paragraphs()),
        ]
    )


def open_document(kind, body):
    space = "urn:oasis:names:tc:opendocument:xmlns"
    names = "".join(f' xmlns:{name}="{space}:{name}:1.0"' for name in ("office", "text", "table"))
    mime = f"application/vnd.oasis.opendocument.{kind}"

    def content():
        yield f"{XML}<office:document-content{names}><office:body><office:{kind}>"
        yield from body
        yield f"</office:{kind}></office:body></office:document-content>"

    manifest = (
        f'{XML}<manifest:manifest xmlns:manifest="{space}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(FILE, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("mimetype", mime, compress_type=zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", manifest)
        with archive.open("content.xml", "w", force_zip64=True) as out:
            for piece in content():
                out.write(piece.encode())


def make_ods():
    def table():
        yield '<table:table table:name="turns">'
        for row in rows():
            cells = "".join(
                f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
                for cell in row
            )
            yield f"<table:table-row>{cells}</table:table-row>"
        yield "</table:table>"

    open_document("spreadsheet", table())


def make_odt():
    open_document("text", (f"<text:p>{speaker}: {escape(text)}</text:p>" for speaker, text in turns()))


def make_epub():
    chapters = 20
    said = list(turns())
    size = -(-len(said) // chapters)

    def chapter(at):
        yield '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body>'
        yield f"<h1>Session {at + 1}</h1>"
        yield from (f"<p><b>{who}:</b> {escape(text)}</p>" for who, text in said[at * size : (at + 1) * size])
        yield "</body></html>"

    items = "".join(f'<item id="c{at}" href="c{at}.xhtml" media-type="application/xhtml+xml"/>' for at in range(chapters))
    spine = "".join(f'<itemref idref="c{at}"/>' for at in range(chapters))
    package = f'{XML}<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><manifest>{items}</manifest><spine>{spine}</spine></package>'
    container = (
        f'{XML}<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    with zipfile.ZipFile(FILE, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("mimetype", "application/epub+zip", compress_type=zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("book.opf", package)
        for at in range(chapters):
            archive.writestr(f"c{at}.xhtml", "".join(chapter(at)))


def make_pdf():
    lines = [line for speaker, text in turns() for line in textwrap.wrap(f"{speaker}: {text}", 90)]
    pages = [lines[at : at + 50] for at in range(0, len(lines), 50)]
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{4 + 2 * at} 0 R' for at in range(len(pages)))}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for at, page in enumerate(pages):
        shown = "".join(f"({escaped_pdf(line)}) Tj T*\n" for line in page)
        stream = f"BT /F1 10 Tf 14 TL 50 780 Td\n{shown}ET"
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {5 + 2 * at} 0 R>>"
        )
        objects.append(f"<</Length {len(stream.encode('cp1252'))}>>\nstream\n{stream}\nendstream")
    with open(FILE, "wb") as out:
        out.write(b"%PDF-1.4\n")
        places = []
        for number, content in enumerate(objects, 1):
            places.append(out.tell())
            out.write(f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252"))
        start = out.tell()
        listed = "".join(f"{place:010} 00000 n \n" for place in places)
        out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{listed}".encode())
        out.write(f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode())


def escaped_pdf(line):
    text = line.encode("cp1252", "replace").decode("cp1252")
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


globals()[f"make_{FORMAT}"]()
print(json.dumps({"made": FORMAT}))
