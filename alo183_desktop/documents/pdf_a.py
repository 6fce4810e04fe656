"""Convert PDF for archives and e-document systems: PDF/A-1b.

Nothing that PDF/A-1 forbids (transparency, scripts, fonts that are not embedded) is removed; our
own PDFs contain none of it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from alo183_desktop.documents.pixels import opened
from alo183_desktop.shared.paths import resources

if TYPE_CHECKING:
    from pikepdf import Pdf
    from pypdfium2 import PdfPage

_PROFILE: Final = "icc/sRGB2014.icc"
"""By the ICC; version 2, which PDF/A-1 requires."""
_PRODUCER: Final = "Alo 183 İl Masası"
_LANGUAGE: Final = "tr-TR"
_XMP: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>1</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
{optional}<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
_AUTHOR: Final = "<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>\n"
_SUBJECT: Final = (
    '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt>'
    "</dc:description>\n"
)


def to_pdf_a(pdf: bytes, *, title: str) -> bytes:
    """Return one of our PDFs as PDF/A-1b; the same input gives the same output.

    Source: ISO 19005-1:2005. Author and subject of the document stay.

    Args:
        pdf: The document, with every font embedded.
        title: Of the document.
    """
    import pikepdf  # slow to load

    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        author = str(document.docinfo.get("/Author", ""))
        subject = str(document.docinfo.get("/Subject", ""))
        _set_information(document, title=title, author=author, subject=subject)
        _set_metadata(document, title=title, author=author, subject=subject)
        _set_output_intent(document)
        document.Root.Lang = pikepdf.String(_LANGUAGE)
        document.save(
            target,
            force_version="1.4",
            # PDF/A-1 allows neither object streams nor compressed cross-references.
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            fix_metadata_version=False,
            deterministic_id=True,
        )
    return target.getvalue()


def _set_information(document: Pdf, *, title: str, author: str, subject: str) -> None:
    """Replace the information dictionary by one that matches the XMP."""
    import pikepdf

    entries = {
        "/Title": title,
        "/Author": author,
        "/Subject": subject,
        "/Creator": _PRODUCER,
        "/Producer": _PRODUCER,
    }
    document.trailer.Info = document.make_indirect(
        pikepdf.Dictionary({key: pikepdf.String(text) for key, text in entries.items() if text})
    )


def _set_metadata(document: Pdf, *, title: str, author: str, subject: str) -> None:
    optional = _AUTHOR.format(author=escape(author)) if author else ""
    if subject:
        optional += _SUBJECT.format(subject=escape(subject))
    xmp = _XMP.format(
        title=escape(title), optional=optional, language=_LANGUAGE, producer=_PRODUCER
    )
    import pikepdf

    metadata = document.make_stream(xmp.encode("utf-8"))
    metadata.Type = pikepdf.Name.Metadata
    metadata.Subtype = pikepdf.Name.XML
    document.Root.Metadata = metadata


def _set_output_intent(document: Pdf) -> None:
    import pikepdf

    profile = document.make_stream((resources() / _PROFILE).read_bytes())
    profile.N = 3
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier=pikepdf.String("sRGB IEC61966-2.1"),
        Info=pikepdf.String("sRGB IEC61966-2.1"),
        RegistryName=pikepdf.String("http://www.color.org"),
        DestOutputProfile=profile,
    )
    document.Root.OutputIntents = pikepdf.Array([document.make_indirect(intent)])


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text of a PDF."""

    pages: tuple[str, ...]
    has_pictures: bool
    """Whether a page shows a picture, which may contain words that are not text."""
    has_more: bool
    """Whether there are files within it, or notes and form fields on a page: none of their words
    are in `pages`."""

    @property
    def is_all_text(self) -> bool:
        """Whether there is text on each page, and nothing besides that may contain words."""
        has_others = self.has_pictures or self.has_more
        return not has_others and all(page.strip() for page in self.pages)


def text_of(pdf: bytes) -> PdfText | None:
    """Return the text of a PDF; None when it cannot be opened."""
    import pypdfium2  # slow to load
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDFDoc_GetAttachmentCount

    pages: list[str] = []
    has_pictures = False
    try:
        with opened(pdf) as document:
            has_more = FPDFDoc_GetAttachmentCount(document) > 0
            for page in document:
                has_more = has_more or _has_notes(page)
                pages.append(page.get_textpage().get_text_range())
                pictures = page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=5)
                has_pictures = has_pictures or any(True for _picture in pictures)
    except pypdfium2.PdfiumError:
        return None
    return PdfText(tuple(pages), has_pictures, has_more)


def _has_notes(page: PdfPage) -> bool:
    """Return whether something other than links lies on a page: notes, form fields, stamps."""
    from pypdfium2 import raw

    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        kind = raw.FPDFAnnot_GetSubtype(note)
        raw.FPDFPage_CloseAnnot(note)
        if kind != raw.FPDF_ANNOT_LINK:
            return True
    return False
