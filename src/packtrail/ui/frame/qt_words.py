"""Has Qt's own few words (copy, paste, undo in a field's menu) speak the operator's language."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QObject, QTranslator

from packtrail.wording import CHINESE, Language


class QtWords(QObject):
    """Keeps the translation that is in use; English is Qt's own."""

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        self._app = app
        self._translator: QTranslator | None = None

    def speak(self, language: Language) -> None:
        """Use ``language`` from now on."""
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
            self._translator = None
        if language is CHINESE:
            translator = QTranslator(self)
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            if translator.load("qtbase_zh_CN", folder):
                self._app.installTranslator(translator)
                self._translator = translator
