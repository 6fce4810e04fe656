"""The window beside which the start of the frozen program is measured; it is frozen, too."""

from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

application = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLabel("Alo 183"))
window.resize(1280, 800)
window.show()
application.exec()
