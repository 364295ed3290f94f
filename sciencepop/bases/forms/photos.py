"""A photograph of a base: its words, whose it is; and what the district says to it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import ValidationError

from sciencepop.bases import messages
from sciencepop.bases.forms.fields import PickField
from sciencepop.bases.rules.photos import Claim, PhotoStep, Rights, Shows, Words
from sciencepop.core.forms import BlockField, Form, LineField, SeenForm
from sciencepop.core.pictures import PictureField


class WordsForm(Form):
    """What a photograph shows."""

    shows = PickField(_l("照片里是"), default=Shows.VENUE.value)
    alt_zh = LineField(_l("照片里有什么"), longest=120)
    alt_en = LineField(_l("照片里有什么（英文）"), longest=200)
    caption_zh = LineField(_l("图注"), longest=60)
    caption_en = LineField(_l("图注（英文）"), longest=120)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.shows.choices = [(one.value, str(words)) for one, words in messages.SHOWS.items()]

    def words(self) -> Words:
        """What was filled in; valid forms only."""
        names = ("alt_zh", "alt_en", "caption_zh", "caption_en")
        return Words(shows=Shows(self.shows.data), **{name: self[name].data or "" for name in names})


class PhotoForm(WordsForm):
    """The same with its file, and by what right it is shown."""

    photo = PictureField()
    author = LineField(_l("拍摄者，会和照片一起公开"), longest=60)
    rights = PickField(_l("凭什么公开"), default=Rights.OWN.value)
    permission = LineField(_l("作者什么时候、怎样同意的"), longest=200)
    people_agreed = BooleanField(_l("照片里没有认得出的人，或者他们都同意公开；未成年人由监护人同意。"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rights.choices = [(one.value, str(words)) for one, words in messages.RIGHTS.items()]

    def claim(self) -> Claim:
        """What was said of its rights; valid forms only."""
        return Claim(
            author=self.author.data or "",
            rights=Rights(self.rights.data),
            permission=self.permission.data or "",
            people_agreed=bool(self.people_agreed.data),
        )


class ReviewPhotoForm(SeenForm):
    """`seen` is when the words that the officer has before them were written."""

    step = RadioField(_l("决定"), validate_choice=False)
    note = BlockField(_l("给基地的意见"), longest=500)

    def validate_step(self, field: Any) -> None:
        if field.data not in set(PhotoStep):
            raise ValidationError(_("请选择一个决定。"))
