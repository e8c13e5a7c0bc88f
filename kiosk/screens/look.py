"""The theme as properties that the kv rules follow: lengths in pixels, type at the chosen size."""

from __future__ import annotations

from kivy.event import EventDispatcher
from kivy.lang.parser import global_idmap
from kivy.properties import BooleanProperty, NumericProperty

from kiosk.screens import theme


class Look(EventDispatcher):
    """What `look.…` means in every kv rule of this process; the size can change at any time."""

    body = NumericProperty(0)
    small = NumericProperty(0)
    lead = NumericProperty(0)
    title = NumericProperty(0)
    display = NumericProperty(0)
    floor = NumericProperty(0)
    width = NumericProperty(0)
    height = NumericProperty(0)
    portrait = BooleanProperty(True)
    gap = NumericProperty(0)
    apart = NumericProperty(0)
    margin = NumericProperty(0)
    primary = NumericProperty(0)
    quiet = NumericProperty(0)
    icon = NumericProperty(0)
    row = NumericProperty(0)
    head = NumericProperty(0)
    foot = NumericProperty(0)
    strip = NumericProperty(0)
    line = NumericProperty(0)
    drift = NumericProperty(0)
    list_top = NumericProperty(0)
    """Upper edge of a ballot's rows; on an upright panel a seated person reaches two thirds."""
    list_bottom = NumericProperty(0)

    def __init__(self, measure: theme.Measure) -> None:
        super().__init__()
        self.measure = measure
        px = measure.px
        self.width, self.height, self.portrait = measure.width, measure.height, measure.portrait
        self.floor = measure.font(theme.FLOOR_MM)
        self.gap, self.apart = px(theme.GAP_MM) + 1, px(theme.APART_MM) + 1
        self.margin, self.icon = px(theme.MARGIN_MM), px(theme.ICON_MM)
        self.primary, self.quiet = px(theme.PRIMARY_MM), px(theme.QUIET_MM) + 1
        self.head, self.foot = px(26 if self.portrait else 20), px(theme.QUIET_MM + 7)
        self.strip, self.drift = px(17 if self.portrait else 11), px(theme.DRIFT_MM)
        self.line = max(1.0, px(0.5))
        under_rows = self.foot + self.gap * 2.6 + self.primary
        if self.portrait:
            self.list_bottom = under_rows + self.primary + self.gap
            self.list_top = self.height * 2 / 3
        else:
            self.list_bottom = under_rows
            self.list_top = self.height - self.head - self.strip - self.gap
        self.choose("M")

    def choose(self, size: str) -> None:
        """Type at this size from now on."""
        self.size = size
        font = self.measure.font
        self.body, self.small = font(theme.BODY_MM[size]), font(theme.SMALL_MM[size])
        self.lead = font(theme.LEAD_MM[size])
        self.title, self.display = font(theme.TITLE_MM[size]), font(theme.DISPLAY_MM[size])
        self.row = self.row_height(size)

    def row_height(self, size: str) -> float:
        """A ballot row holds a name on two lines and is never lower than 20 mm."""
        two_lines = 2 * 1.18 * self.measure.font(theme.BODY_MM[size])
        return float(max(self.measure.px(20) + 1, two_lines + self.measure.px(1.4) + 2))

    def rows_per_page(self, size: str) -> int:
        """How many ballot rows stand between the edges of the list at this size."""
        space = self.list_top - self.list_bottom + self.gap
        return max(1, int(space / (self.row_height(size) + self.gap)))

    def install(self) -> None:
        """Make this the look of every widget built from now on."""
        global_idmap["look"] = self
