"""What is said of a photograph."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from sciencepop.core.forms import Form, LineField
from sciencepop.core.pictures import PictureField
from sciencepop.delivery.forms.menu import one_of
from sciencepop.delivery.rules.photos import Faces
from sciencepop.delivery.services.photos import Shot
from sciencepop.delivery.words import FACES


class PhotoForm(Form):
    """A file, and a word on minors that somebody really chose."""

    photo = PictureField()
    caption = LineField(_l("照片说明"), longest=80)
    faces = RadioField(_l("照片里的未成年人"), choices=one_of(FACES), validate_choice=False)

    def shot(self) -> Shot:
        """What was sent."""
        said = str(self.faces.data or "")
        return Shot(self.photo.content, Faces(said) if said in set(Faces) else None, self.caption.data or "")
