"""The delegate's part of the window: one view at a time, drawn by screens that are built once."""

from __future__ import annotations

from typing import Any

from kivy.properties import ColorProperty
from kivy.uix.widget import Widget

from kiosk.flows import views
from kiosk.screens import theme
from kiosk.screens.ballot import BallotScreen, ListScreen
from kiosk.screens.base import BodyScreen, Touch
from kiosk.screens.confirm import ConfirmScreen
from kiosk.screens.frame import Foot, HeadStrip, StaffStrip
from kiosk.screens.help import HelpScreen
from kiosk.screens.idle import IdleScreen
from kiosk.screens.leave import LeaveScreen
from kiosk.screens.look import Look
from kiosk.screens.out_of_order import OutOfOrderScreen
from kiosk.screens.review import ReviewScreen
from kiosk.screens.saving import SavingScreen
from kiosk.screens.setup import SetupScreen
from kiosk.screens.still_there import StillThereScreen
from kiosk.screens.thanks import ThanksScreen
from kiosk.screens.verdict import VerdictScreen
from kiosk.screens.widgets.rules import load_rules
from kiosk.screens.widgets.viewfinder import Camera
from kiosk.screens.working import WorkingScreen
from kiosk.words import Words

load_rules(__file__)

SCREENS: dict[type[Any], type[BodyScreen]] = {
    views.SetupView: SetupScreen,
    views.IdleView: IdleScreen,
    views.WorkingView: WorkingScreen,
    views.VerdictView: VerdictScreen,
    views.BallotView: BallotScreen,
    views.ReviewView: ReviewScreen,
    views.ConfirmView: ConfirmScreen,
    views.SavingView: SavingScreen,
    views.ThanksView: ThanksScreen,
    views.StillThereView: StillThereScreen,
    views.LeaveView: LeaveScreen,
    views.HelpView: HelpScreen,
    views.OutOfOrderView: OutOfOrderScreen,
}


class Stage(Widget):
    """Shows views and reports touches; holds no state of the congress."""

    paper = ColorProperty(theme.rgba(theme.PAPER.paper))

    def __init__(self, look: Look, on_touch: Touch, camera: Camera | None = None) -> None:
        look.install()
        super().__init__()
        self.look = look
        self._on_touch, self._camera = on_touch, camera
        self._finger: Any = None
        self._again: views.View | None = None
        self._screens: dict[type[Any], BodyScreen] = {}
        self.head, self.strip, self.foot = HeadStrip(), StaffStrip(), Foot()
        self.shown: BodyScreen | None = None
        for part in (self.head, self.strip, self.foot):
            self.add_widget(part)
        self.foot.report_to(on_touch)
        self.size = (look.width, look.height)
        self.bind(pos=self._place, size=self._place)
        self._place()

    def show(self, view: views.View) -> None:
        """Draw this view; what the screen before showed is emptied."""
        frame = view.frame
        words = self.words_of(frame)
        if self.look.size != frame.size:
            self.look.choose(frame.size)
        screen = self.screen(type(view.body))
        if screen is not self.shown:
            self._swap(screen)
        self._again = None if isinstance(screen, ListScreen) else view
        screen.draw(view.body, words)
        self.paper = screen.paper
        self._dress(screen)
        for part in (self.head, self.strip, self.foot):
            part.draw(frame, words)

    def screen(self, kind: type[Any]) -> BodyScreen:
        """The one screen for this kind of body; built when it is first asked for."""
        if kind not in self._screens:
            self.look.install()
            built = SCREENS[kind]
            most = max(self.rows_per_page().values())
            screen = built(most) if issubclass(built, ListScreen) else built()
            screen.report_to(self._on_touch)
            if self._camera is not None and isinstance(screen, IdleScreen | SetupScreen):
                screen.watch(self._camera)
            self._screens[kind] = screen
        return self._screens[kind]

    def build_all(self) -> None:
        """Build what nobody has asked for yet, so that no delegate waits for it."""
        for kind in SCREENS:
            self.screen(kind)

    def words_of(self, frame: views.Frame) -> Words:
        """The language of the frame."""
        return Words(frame.language, frame.timezone)

    def forget(self) -> None:
        """Empty every screen, the hidden ones too; only what is not a ballot is drawn again."""
        for screen in self._screens.values():
            screen.forget()
        if self._again is not None:
            self.show(self._again)

    def rows_per_page(self) -> dict[str, int]:
        """How many ballot rows fit on this panel, at each size of the type."""
        return {size: self.look.rows_per_page(size) for size in theme.SIZES}

    def on_touch_down(self, touch: Any) -> bool:
        """One finger at a time: a second one, or the same one reported twice, is not heard."""
        if self._finger is not None or not self.collide_point(*touch.pos):
            return bool(self.collide_point(*touch.pos))
        self._finger = touch.uid
        super().on_touch_down(touch)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """The next finger may come."""
        if self._finger == touch.uid:
            self._finger = None
        return bool(super().on_touch_up(touch))

    def _swap(self, screen: BodyScreen) -> None:
        if self.shown is not None:
            self.remove_widget(self.shown)
            self.shown.forget()
        self.shown = screen
        self.add_widget(screen)
        self._place()

    def _dress(self, screen: BodyScreen) -> None:
        plain = screen.paper == list(theme.rgba(theme.PAPER.paper))
        head = theme.CONGRESS if plain else None
        self.head.paper = theme.rgba(head.paper) if head else screen.paper
        self.head.ink = theme.rgba(head.ink) if head else screen.ink
        self.foot.paper, self.foot.ink = screen.paper, screen.ink
        self.strip.paper = theme.rgba(theme.ATTENTION.paper)
        self.strip.ink = theme.rgba(theme.ATTENTION.ink)

    def _place(self, *_: Any) -> None:
        look = self.look
        for part in (self.head, self.strip, self.foot):
            part.x, part.width = self.x, self.width
        self.head.top = self.top
        self.strip.top = self.top - look.head
        self.foot.y = self.y
        if self.shown is not None:
            self.shown.pos = (self.x, self.y + look.foot)
            self.shown.size = (self.width, self.height - look.foot - look.head - look.strip)
