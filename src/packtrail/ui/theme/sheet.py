"""The text of the one style sheet, with the tokens left open; ``style.py`` fills them in.

A border that grows on focus takes its pixels from the inside (``*_focus``), so that nothing moves.
"""

from string import Template

SHEET = Template("""
* { font-family: $ui_fonts; font-size: ${body}px; color: $ink; }
QWidget#window, QMainWindow, QDialog { background: $ground; }
QToolTip { background: $raised; color: $ink; border: 1px solid $edge; padding: ${p4}px ${p8}px; }

QLabel { background: transparent; border: none; }
*[role="hint"] { font-size: ${hint}px; color: $ink_3; }
*[role="secondary"] { color: $ink_2; }
*[role="strong"] { font-weight: 700; }
*[role="meaning"] { font-size: ${section}px; color: $ink; }
*[role="section"] { font-size: ${section}px; font-weight: 700; }
*[role="title"] { font-size: ${title}px; font-weight: 700; }
*[role="big"] { font-size: ${big}px; font-weight: 700; }
*[role="number"] { font-size: ${title}px; font-weight: 700; }
*[role="code"] { font-family: $code_fonts; }

QPlainTextEdit[role="code"] { font-size: ${section}px; }
QLabel[role="bubble"] {
  background: $ink;
  color: $surface;
  border-radius: ${radius}px;
  padding: ${p8}px ${p12}px;
  font-size: ${hint}px;
}

*[role="card"] { background: $surface; border: 1px solid $line; border-radius: ${radius}px; }
*[role="sheet"] { background: $raised; border: none; border-left: 1px solid $line; }
*[role="bare"] { background: transparent; border: none; }

QPushButton {
  background: $surface; color: $ink; border: 1px solid $edge; border-radius: ${radius}px;
  min-height: ${target_inner}px; padding: 0 ${p16}px;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $pressed; }
QPushButton:focus {
  border: ${ring}px solid $accent;
  padding: 0 ${p16_focus}px;
  min-height: ${target_focus}px;
}
QPushButton:disabled, QPushButton[refused="true"] {
  color: $ink_3;
  background: $ground;
  border-color: $line;
}
QPushButton[refused="true"]:focus { border: ${ring}px solid $accent; }
QPushButton[role="primary"] {
  background: $accent; color: $on_accent; border: ${ring}px solid $accent; font-size: ${section}px;
  font-weight: 700; min-height: ${primary_inner}px;
}
QPushButton[role="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="primary"]:pressed { background: $accent_pressed; border-color: $accent_pressed; }
QPushButton[role="primary"]:focus {
  background: $accent;
  border: ${ring}px solid $ink;
  padding: 0 ${p16}px;
}
QPushButton[role="primary"][refused="true"] {
  background: $line_soft;
  color: $ink_2;
  border-color: $line_soft;
}
QPushButton[role="primary"][refused="true"]:focus { border-color: $accent; }
QPushButton[role="link"] { background: transparent; border: ${ring}px solid transparent; color: $accent;
  padding: 0 ${p8}px; font-weight: 700; }
QPushButton[role="link"]:hover { background: $hover; }
QPushButton[role="link"]:focus { border-color: $accent; }
QPushButton[role="quiet"] {
  background: transparent;
  border: ${ring}px solid transparent;
  padding: 0 ${p8}px;
}
QPushButton[role="quiet"]:hover { background: $hover; }
QPushButton[role="quiet"]:focus { border-color: $accent; }
QPushButton[role="choice"] { padding: 0 ${p16}px; border: 1px solid $edge; color: $ink; }
QPushButton[role="choice"]:focus { border: ${ring}px solid $accent; padding: 0 ${p16_focus}px; }
QPushButton[role="choice"]:checked {
  background: $accent_ground;
  border-color: $accent;
  color: $accent;
  font-weight: 700;
}

QPushButton[role="rung"] {
  background: $surface;
  border: ${ring}px solid $line;
  border-radius: ${radius}px;
  padding: 0;
  min-height: 0;
}
QPushButton[role="rung"]:hover { background: $hover; }
QPushButton[role="rung"]:focus { border-color: $accent; padding: 0; min-height: 0; }
QPushButton[role="rail_item"], QPushButton[role="day"] {
  background: transparent;
  border: ${ring}px solid transparent;
  border-radius: ${radius}px;
  padding: 0;
  min-height: 0;
}
QPushButton[role="rail_item"]:hover, QPushButton[role="day"]:hover { background: $hover; }
QPushButton[role="rail_item"]:checked { background: $accent_ground; }
QPushButton[role="rail_item"]:focus, QPushButton[role="day"]:focus {
  border-color: $accent; padding: 0; min-height: 0;
}

QLineEdit, QPlainTextEdit, QSpinBox, QDateEdit, QComboBox {
  background: $surface; color: $ink; border: 1px solid $edge; border-radius: ${radius}px;
  padding: 0 ${p12}px; selection-background-color: $accent; selection-color: $on_accent;
  placeholder-text-color: $ink_3;
}
QLineEdit, QSpinBox, QDateEdit, QComboBox { min-height: ${target_inner}px; }
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QDateEdit:focus, QComboBox:focus {
  border: ${ring}px solid $accent; padding: 0 ${p12_focus}px;
}
QLineEdit:focus, QSpinBox:focus, QDateEdit:focus, QComboBox:focus { min-height: ${target_focus}px; }
QLineEdit:read-only, QLineEdit:disabled { background: $ground; color: $ink_2; }
QLineEdit[tone="danger"], QPlainTextEdit[tone="danger"] { border-color: $danger; }
QLineEdit[tone="warn"], QPlainTextEdit[tone="warn"] { border-color: $warn; }
QLineEdit[tone]:focus, QPlainTextEdit[tone]:focus { border-color: $accent; }
QComboBox::drop-down { border: none; width: ${p32}px; }
QComboBox::down-arrow {
  image: url($icons/sheet_down.svg);
  width: ${icon_small}px;
  height: ${icon_small}px;
}
QComboBox QAbstractItemView { background: $raised; border: 1px solid $edge; outline: none;
  selection-background-color: $accent_ground; selection-color: $ink; }
QListView[role="offers"] { background: $raised; border: 1px solid $edge; outline: none; }
QListView[role="offers"]::item { padding: ${p8}px ${p12}px; min-height: ${target}px; }
QListView[role="offers"]::item:selected { background: $accent_ground; color: $ink; }
QFrame[role="popover"] { background: $raised; border: 1px solid $edge; border-radius: ${radius}px; }
QListView[role="commands"] { background: transparent; border: ${ring}px solid transparent; outline: none; }
QListView[role="commands"]:focus { border-color: $accent; border-radius: ${radius}px; }
QCheckBox {
  spacing: ${p8}px;
  min-height: ${target}px;
  border: ${ring}px solid transparent;
  border-radius: ${radius}px;
}
QCheckBox:focus { border-color: $accent; }
QCheckBox::indicator {
  width: ${icon_small}px;
  height: ${icon_small}px;
  border: 1px solid $edge;
  border-radius: 4px;
  background: $surface; }
QCheckBox::indicator:checked {
  background: $accent;
  border-color: $accent;
  image: url($icons/$check.svg);
}

QTableView {
  background: $surface;
  border: ${ring}px solid $line;
  border-radius: ${radius}px;
  gridline-color: transparent;
  alternate-background-color: $surface;
  selection-background-color: $accent_ground;
  selection-color: $ink;
  outline: none;
}
QTableView:focus { border: ${ring}px solid $accent; }
QTableView::item { border: none; border-bottom: 1px solid $line; padding: 0 ${p8}px; }
QTableView::item:selected { background: $accent_ground; color: $ink; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $ink_2; border: none; border-bottom: 1px solid $edge;
  padding: 0 ${p_head}px; min-height: ${row}px; font-size: ${hint}px; font-weight: 700; }
QTableCornerButton::section { background: $surface; border: none; }

QScrollArea, QScrollArea > QWidget > QWidget#scrolled { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: ${p12}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${p12}px; margin: 0; }
QScrollBar::handle {
  background: $edge;
  border-radius: ${p4}px;
  margin: 2px;
  min-height: ${p32}px;
  min-width: ${p32}px;
}
QScrollBar::handle:hover { background: $ink_3; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: $raised; border: 1px solid $edge; padding: ${p4}px; }
QMenu::item { padding: ${p8}px ${p24}px; border-radius: ${p4}px; }
QMenu::item:selected { background: $accent_ground; }
QMenu::item:disabled { color: $ink_3; }
QMenu::separator { height: 1px; background: $line; margin: ${p4}px; }
QProgressBar { background: $line_soft; border: none; border-radius: ${p4}px; max-height: ${p8}px; }
QProgressBar[role="thin"] { max-height: ${p4}px; min-height: ${p4}px; border-radius: ${ring}px; }
QProgressBar[role="thin"]::chunk { border-radius: ${ring}px; }
QProgressBar::chunk { background: $accent; border-radius: ${p4}px; }

QWidget[role="rail"] { background: $surface; border: none; border-right: 1px solid $line; }
QWidget[role="strip"] { background: $surface; border: none; border-top: 1px solid $line; }
QWidget[role="practice_bar"] { background: $accent; border: none; }
QWidget[role="practice_bar"] QLabel { color: $on_accent; font-weight: 700; }
QWidget[role="title_bar"] { background: $ground; border: none; border-bottom: 1px solid $line; }
QPushButton[role="strip_item"] {
  background: transparent;
  border: ${ring}px solid transparent;
  border-radius: ${radius}px;
  padding: 0 ${p8}px; text-align: left; font-size: ${hint}px; color: $ink_2; min-height: ${target_focus}px; }
QPushButton[role="strip_item"]:hover { background: $hover; }
QPushButton[role="strip_item"]:focus { border-color: $accent; }
""")

TONE_SHEET = Template("""
*[tone="$tone"][role="chip"] { background: $ground; border: 1px solid $edge; border-radius: ${half}px; }
*[tone="$tone"][role="banner"] {
  background: $ground;
  border: 1px solid $edge;
  border-left: ${bar}px solid $ink;
  border-radius: ${radius}px; }
*[tone="$tone"][role="band"] {
  background: $ground;
  border: ${ring}px solid $ink;
  border-radius: ${radius}px;
}
QLabel[tone="$tone"], QPushButton[role="strip_item"][tone="$tone"] { color: $ink; }
""")
