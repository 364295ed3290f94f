from dataclasses import replace
import pytest
from tests.journeys.conftest import ON_ONE_DATABASE, picture, sign_in
from tests.journeys.test_every_page import look_at

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]


def test_shots(site, visit):
    site = replace(site, url=site.url.replace("127.0.0.1", "localhost"))
    wrong = []
    for width in (360, 1280):
        w = visit(width=width)
        sign_in(w, site, "officer@sciencepop.example")
        for lang in ("", "/en"):
            for elder in (0, 1) if width == 360 and not lang else (0,):
                w.context.clear_cookies(name="elder")
                if elder:
                    w.context.add_cookies([{"name": "elder", "value": "1", "url": site.url}])
                for name, url in {
                    "app": "/my/security/app",
                    "factors": "/my/security/second",
                    "signins": "/my/security/sign-ins",
                    "security": "/my/security",
                    "resets": "/district/factor-resets",
                    "audit": "/district/audit",
                    "my": "/my",
                }.items():
                    w.goto(site.url + lang + url)
                    n = f"shot-{name}-{width}{lang.replace('/', '-')}{'-elder' if elder else ''}"
                    wrong += look_at(w, n)
                    picture(w, n)
    print(wrong)
    assert wrong == []
