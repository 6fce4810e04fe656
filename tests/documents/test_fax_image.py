"""The fax image: its form, and whether it can be read."""

import io
import random
import struct
import subprocess
import zlib
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter
from PIL.TiffImagePlugin import TiffImageFile

from alo183_desktop.documents.fax.image import fax_image, fax_image_of_scan
from alo183_desktop.documents.letter.content import (
    Compression,
    LetterContent,
    LetterStyle,
    Resolution,
)
from alo183_desktop.documents.letter.pdf import lay_out
from alo183_desktop.documents.papers.covers import fax_cover_pdf
from alo183_desktop.shared.errors import KnownError
from tests.documents import letters, readback
from tests.documents.pictures import page_picture
from tests.examples import some_of
from tests.platforms import ON_LINUX

LINES = {Resolution.FINE: 2292, Resolution.STANDARD: 1146}
DPI = {Resolution.FINE: (204, 196), Resolution.STANDARD: (204, 98)}
EVERY_RESOLUTION = pytest.mark.parametrize("resolution", list(Resolution))


def bomb_png() -> bytes:
    """Return a PNG whose header speaks of 900 million pixels."""
    small = bytearray(encoded(Image.new("1", (8, 8)), "PNG"))
    small[16:24] = struct.pack(">II", 30_000, 30_000)
    small[29:33] = struct.pack(">I", zlib.crc32(small[12:29]))
    return bytes(small)


def letter_pdf() -> bytes:
    return lay_out(letters.letter(), fax_copy=True).pdf


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


@EVERY_RESOLUTION
@pytest.mark.parametrize("compression", list(Compression))
def test_that_every_page_is_a_sheet_of_tiff_class_f(
    resolution: Resolution, compression: Compression
) -> None:
    pdfs = [fax_cover_pdf(letters.fax_cover()), lay_out(letters.letter(changes=12)).pdf]
    tiff = fax_image(pdfs, resolution=resolution, compression=compression)
    with TiffImageFile(io.BytesIO(tiff)) as image:
        assert image.n_frames == 1 + lay_out(letters.letter(changes=12)).pages
        for frame in range(image.n_frames):
            image.seek(frame)
            image.load()
            tags = image.tag_v2
            assert image.mode == "1"
            assert image.size == (1728, LINES[resolution])
            assert (tags[282], tags[283]) == DPI[resolution]
            assert (tags[254], tags[262], tags[266], tags[296]) == (2, 0, 1, 2)
            # One bit, one sample, one strip, no damaged line.
            assert (tags[258], tags[277], tags[278]) == ((1,), 1, LINES[resolution])
            assert tags[327] == 0
            # Each line of T.4 ends on a whole byte; T.6 has no such choice.
            is_t4 = compression is Compression.T4
            assert (tags.get(292), tags.get(293)) == ((4, None) if is_t4 else (None, 0))
            assert tags[259] == (3 if compression is Compression.T4 else 4)
            assert tags[297] == (frame, image.n_frames)
            white = image.convert("L").histogram()[255]
            assert white > 0.85 * image.width * image.height


@ON_LINUX
@pytest.mark.parametrize("compression", list(Compression))
def test_that_libtiff_reads_the_file_without_a_warning(
    compression: Compression, tmp_path: Path
) -> None:
    path = tmp_path / "fax.tiff"
    path.write_bytes(fax_image([letter_pdf()], resolution=Resolution.FINE, compression=compression))
    shown = subprocess.run(["tiffinfo", "-D", path], capture_output=True, text=True, check=True)
    assert "Photometric Interpretation: min-is-white" in shown.stdout
    assert shown.stderr == ""


def test_that_both_codings_hold_the_same_picture() -> None:
    pictures = []
    for compression in Compression:
        tiff = fax_image([letter_pdf()], resolution=Resolution.FINE, compression=compression)
        with Image.open(io.BytesIO(tiff)) as image:
            pictures.append(image.convert("L"))
    assert ImageChops.difference(*pictures).getbbox() is None


def letters_of_twelve() -> list[LetterContent]:
    """Return a letter in each style, with twelve people each."""
    chance = random.Random(183)
    return [letters.random_letter(chance, style=style, changes=12) for style in LetterStyle]


def read_copy(
    letter: LetterContent,
    resolution: Resolution,
    languages: str,
    mode: int = 3,
    shown: readback.Shown = readback.Shown.DOUBLED,
) -> str:
    tiff = fax_image([lay_out(letter, fax_copy=True).pdf], resolution=resolution)
    return readback.read_fax(
        tiff, resolution=resolution, languages=languages, mode=mode, shown=shown
    )


@ON_LINUX
@pytest.mark.extra  # the standard one below has half of the lines, and is read every day
def test_that_a_fine_fax_gives_back_all_digits_and_nearly_all_words() -> None:
    lost: Counter[str] = Counter()
    in_turkish, in_english = letters_of_twelve()
    text = read_copy(in_turkish, Resolution.FINE, "tur")
    lost += readback.missing(in_turkish, text, (*readback.DIGITS, "name", "title", "leaver"))
    text = read_copy(in_english, Resolution.FINE, "eng")
    lost += readback.missing(in_english, text, (*readback.DIGITS, "corporate_email"))
    assert [key for key in readback.DIGITS if lost[key]] == []
    # Of 12 names of who comes, 12 of who leaves, 12 titles and 12 addresses.
    assert lost.total() <= 0.02 * 48, lost


@ON_LINUX
@pytest.mark.extra
def test_that_who_leaves_is_read_by_a_reader_of_two_languages() -> None:
    lost: Counter[str] = Counter()
    for letter in letters_of_twelve():
        text = read_copy(letter, Resolution.FINE, "tur+eng")
        lost += readback.missing(letter, text, ("name", "leaver"))
    assert lost.total() <= 0.05 * 48, lost


@ON_LINUX
@pytest.mark.extra
@EVERY_RESOLUTION
def test_that_a_reader_of_one_block_of_text_finds_every_digit(resolution: Resolution) -> None:
    letter, _old = letters_of_twelve()
    text = read_copy(letter, resolution, "tur", mode=6)
    lost = readback.missing(letter, text, (*readback.DIGITS, "name", "leaver"))
    assert not lost, lost


@ON_LINUX
# Not with square pixels, where about 1 number in 100 is lost: tests/benchmarks/ocr_readback.py.
@pytest.mark.extra
@pytest.mark.parametrize(
    "shown", [show for show in readback.Shown if show is not readback.Shown.SQUARE]
)
def test_that_a_standard_fax_gives_back_all_digits(shown: readback.Shown) -> None:
    for letter in letters_of_twelve():
        text = read_copy(letter, Resolution.STANDARD, "tur", shown=shown)
        assert not readback.missing(letter, text, readback.DIGITS)


def test_that_the_read_back_misses_what_is_not_there() -> None:
    (letter, _old) = letters_of_twelve()
    assert readback.missing(letter, "", (*readback.DIGITS, *readback.WORDS)) == dict.fromkeys(
        (*readback.DIGITS, *readback.WORDS), 12
    )


@ON_LINUX
@pytest.mark.parametrize("style", some_of(list(LetterStyle)))
def test_that_an_address_of_sixty_signs_is_read_back(style: LetterStyle) -> None:
    address = "abdurrahman.kirciceklioglu@afyonkarahisar.aile.ornek2.gov.tr"
    values = (*letters.NEWCOMER[:4], address, *letters.NEWCOMER[5:])
    letter = letters.letter(style=style, body=(letters.opening(), letters.table(values)))
    tiff = fax_image([lay_out(letter, fax_copy=True).pdf], resolution=Resolution.FINE)
    assert address in readback.read_fax(tiff, resolution=Resolution.FINE, languages="eng")


def shadowed(paper: Image.Image) -> Image.Image:
    """Return paper as a poor scanner sees it: grey, blurred, darker at one side."""
    shade = Image.linear_gradient("L").resize(paper.size).point(lambda value: 255 - value * 0.4)
    pale = paper.filter(ImageFilter.GaussianBlur(1)).point(lambda value: 70 + value * 0.7)
    return ImageChops.multiply(pale, shade)


@pytest.mark.parametrize(
    ("form", "resolution"), some_of(list(product(["PDF", "PNG", "JPEG", "TIFF"], Resolution)))
)
def test_that_a_grey_scan_becomes_black_on_white(form: str, resolution: Resolution) -> None:
    scan = encoded(shadowed(page_picture(letter_pdf(), 0, scale=2.5)), form)
    tiff = fax_image_of_scan(scan, resolution=resolution)
    with Image.open(io.BytesIO(tiff)) as image:
        assert image.size == (1728, LINES[resolution])
        share = image.convert("L").histogram()[0] / (image.width * image.height)
    assert 0.01 < share < 0.12


def test_that_every_page_of_a_scan_is_a_sheet_and_broad_ones_are_turned() -> None:
    page = Image.new("L", (800, 1100), 255)
    broad = Image.new("L", (1100, 800), 255)
    scan = encoded(page, "TIFF", save_all=True, append_images=[broad, page])
    tiff = fax_image_of_scan(scan, resolution=Resolution.FINE)
    with TiffImageFile(io.BytesIO(tiff)) as image:
        assert image.n_frames == 3


def test_that_a_fax_that_came_in_can_be_sent_on() -> None:
    first = fax_image([letter_pdf()], resolution=Resolution.STANDARD)
    again = fax_image_of_scan(first, resolution=Resolution.STANDARD)
    with Image.open(io.BytesIO(first)) as one, Image.open(io.BytesIO(again)) as other:
        changed = ImageChops.difference(one.convert("L"), other.convert("L")).histogram()[255]
    assert changed < 0.001 * 1728 * 1146


@pytest.mark.parametrize(
    "scan",
    [
        b"",
        b"not a picture",
        b"%PDF-1.7 cut off",
        encoded(Image.effect_noise((300, 300), 90), "PNG")[:2000],
        encoded(Image.effect_noise((300, 300), 90), "JPEG")[:2000],
        encoded(Image.effect_noise((300, 300), 90), "TIFF")[:2000],
    ],
)
def test_that_a_broken_scan_is_reported(scan: bytes) -> None:
    with pytest.raises(KnownError) as caught:
        fax_image_of_scan(scan, resolution=Resolution.FINE)
    assert caught.value.code == "documents.unreadable_scan"


def test_that_a_picture_bomb_is_refused_before_it_unfolds() -> None:
    bomb = bomb_png()
    with pytest.raises(KnownError) as caught:
        fax_image_of_scan(bomb, resolution=Resolution.FINE)
    assert caught.value.code == "documents.scan_too_large"
