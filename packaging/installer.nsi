; Installs the frozen program for one user, without an administrator: build.py calls makensis with it.
;
; Not here: what is installed (alo183.spec). The data of a directorate is never touched, neither by an update
; nor by a removal: it stands elsewhere (alo183_desktop/shared/paths.py).
;
; Silent, for whoever manages many machines:  alo183-X.Y.Z-kurulum.exe /S [/D=C:\folder]   (/D comes last)

Unicode true
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma

!include "MUI2.nsh"
!include "FileFunc.nsh"

!define NAME "Alo 183 İl Masası"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Alo183"

Name "${NAME}"
BrandingText "${NAME} ${VERSION}"
OutFile "${INSTALLER}"
InstallDir "$LOCALAPPDATA\Programs\Alo183"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${NAME} kurulumu"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\alo183w.exe"
!define MUI_FINISHPAGE_RUN_TEXT "${NAME} programını aç"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "Program kaldırılacak. Müdürlüğün verisi ve yedekleri silinmez."
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Turkish"

; A program that runs holds its own file: writing to it says so before anything is replaced.
!macro RefuseWhileRunning PREFIX
Function ${PREFIX}RefuseWhileRunning
  again:
  IfFileExists "$INSTDIR\alo183w.exe" 0 free
  ClearErrors
  FileOpen $0 "$INSTDIR\alo183w.exe" a
  IfErrors busy
  FileClose $0
  ClearErrors
  FileOpen $0 "$INSTDIR\alo183.exe" a
  IfErrors busy
  FileClose $0
  Goto free
  busy:
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME} şu anda açık. Programı kapatıp yeniden deneyiniz." /SD IDCANCEL IDRETRY again
  SetErrorLevel 2
  Abort
  free:
FunctionEnd
!macroend
!insertmacro RefuseWhileRunning ""
!insertmacro RefuseWhileRunning "un."

Function .onVerifyInstDir
  ; A folder that holds other things would lose them with the removal.
  IfFileExists "$INSTDIR\alo183w.exe" good
  IfFileExists "$INSTDIR\*.*" 0 good
  FindFirst $0 $1 "$INSTDIR\*.*"
  next:
  StrCmp $1 "" none
  StrCmp $1 "." more
  StrCmp $1 ".." more
  FindClose $0
  Abort
  more:
  FindNext $0 $1
  Goto next
  none:
  FindClose $0
  good:
FunctionEnd

Section
  Call RefuseWhileRunning
  ; Files of an older version must not be found by the newer one.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  SetOverwrite on
  File /r "${PROGRAM}\*.*"
  IfErrors 0 written
  MessageBox MB_OK|MB_ICONSTOP "Dosyalar yazılamadı. Diskte yer olduğunu ve klasöre yazılabildiğini denetleyip kurulumu yineleyiniz." /SD IDOK
  SetErrorLevel 2
  Abort
  written:
  WriteUninstaller "$INSTDIR\kaldir.exe"
  CreateShortCut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\alo183w.exe"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\alo183w.exe"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\kaldir.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\kaldir.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  Call un.RefuseWhileRunning
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\alo183.exe"
  Delete "$INSTDIR\alo183w.exe"
  Delete "$INSTDIR\kaldir.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey HKCU "${UNINSTALL}"
SectionEnd
