"""Workbooks, written as LibreOffice and Excel write them."""

import datetime
import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

import openpyxl

TABLE = [["a", "b", "kind"], *[[i % 5 + 0.5, i, "uv"[i % 2]] for i in range(12)]]
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
# what stands below and beside a sheet's last cell where somebody has once formatted all of it
_EMPTY = '<table:table-cell table:number-columns-repeated="16384"/>'
_BELOW = f'<table:table-row table:number-rows-repeated="1048000">{_EMPTY}</table:table-row>'


def ods(sheets):
    """The content of an OpenDocument workbook of these rows."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>{''.join(map(_row, rows))}{_BELOW}</table:table>"
        for name, rows in sheets.items()
    )
    return ods_of(tables)


def ods_of(tables):
    """The same of tables that are written in XML."""
    text = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES}><office:body><office:spreadsheet>'
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        end = "</office:spreadsheet></office:body></office:document-content>"
        archive.writestr("content.xml", f"{text}{tables}{end}")
    return content.getvalue()


def _row(cells):
    return f"<table:table-row>{''.join(map(_cell, cells))}{_EMPTY}</table:table-row>"


def _cell(value):
    match value:
        case None:
            return '<table:table-cell table:number-columns-repeated="1"/>'
        case bool():
            kind = f'"boolean" office:boolean-value="{str(value).lower()}"'
        case int() | float():
            kind = f'"float" office:value="{value}"'
        case datetime.date():
            kind = f'"date" office:date-value="{value.isoformat()}"'
        case _:
            text = escape(value).replace("  ", '<text:s text:c="2"/>')
            note = "<office:annotation><text:p>who?</text:p></office:annotation>"
            return f'<table:table-cell office:value-type="string">{note}<text:p>{text}</text:p></table:table-cell>'
    return f"<table:table-cell office:value-type={kind}><text:p>as shown</text:p></table:table-cell>"


def xlsx(sheets):
    """The content of an Excel workbook of these rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
