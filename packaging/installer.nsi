; Installs the frozen program for one user, without an administrator: build.py calls makensis with it.
;
; Not here: what is installed (alo183.spec). The data of a directorate is never touched, neither by an update
; nor by a removal: it stands elsewhere (alo183_desktop/shared/laid_down.py).
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
!uninstfinalize '${SIGN} "%1"' = 0
InstallDir "$LOCALAPPDATA\Programs\Alo183"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${NAME} kurulumu"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

; Where the new files wait, and where the old ones stand until all new ones are in their places.
!define WAITING "_yeni"
!define BEFORE "_onceki"
; What the old ones are called once they are no longer needed: half deleted, nothing brings them back.
!define GONE "_eski"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"

!macro ChangePlaces NAME
  IfFileExists "$INSTDIR\${NAME}" 0 +2
  Rename "$INSTDIR\${NAME}" "$INSTDIR\${BEFORE}\${NAME}"
  Rename "$INSTDIR\${WAITING}\${NAME}" "$INSTDIR\${NAME}"
!macroend

!macro BringBack NAME
  IfFileExists "$INSTDIR\${BEFORE}\${NAME}" 0 +4
  RMDir /r "$INSTDIR\${NAME}"
  Delete "$INSTDIR\${NAME}"
  Rename "$INSTDIR\${BEFORE}\${NAME}" "$INSTDIR\${NAME}"
!macroend

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURE}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\alo183w.exe"
!define MUI_FINISHPAGE_RUN_TEXT "${NAME} programını aç"
; The page has one more tick, which is meant for a file to read.
!define MUI_FINISHPAGE_SHOWREADME ""
!define MUI_FINISHPAGE_SHOWREADME_TEXT "Bilgisayar açılınca kilitli başlasın"
!define MUI_FINISHPAGE_SHOWREADME_NOTCHECKED
!define MUI_FINISHPAGE_SHOWREADME_FUNCTION BeginWithComputer
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "Program kaldırılacak. Müdürlüğün verisi ve yedekleri silinmez."
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Turkish"

; What was just written is held for a moment by others: by a virus scanner, by what draws the picture in the menu.
!define PAUSE_MS 100
!define PAUSES_OF_A_CHECK 20
!define PAUSES_OF_A_REMOVAL 100

; Removes the file or the folder $0, and waits for whoever holds it; it stays where that takes too long.
!macro RemovePatiently PREFIX
Function ${PREFIX}RemovePatiently
  StrCpy $1 0
  again:
  IfFileExists "$0" 0 gone
  Delete "$0"
  RMDir /r "$0"
  IfFileExists "$0" 0 gone
  IntOp $1 $1 + 1
  IntCmp $1 ${PAUSES_OF_A_REMOVAL} gone
  Sleep ${PAUSE_MS}
  Goto again
  gone:
FunctionEnd
!macroend
!insertmacro RemovePatiently ""
!insertmacro RemovePatiently "un."

!macro Remove PREFIX PATH
  StrCpy $0 "${PATH}"
  Call ${PREFIX}RemovePatiently
!macroend

; A program that runs holds its own file: writing to it says so before anything is replaced.
!macro RefuseWhileRunning PREFIX
Function ${PREFIX}RefuseWhileRunning
  again:
  StrCpy $1 0
  look:
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
  IntOp $1 $1 + 1
  IntCmp $1 ${PAUSES_OF_A_CHECK} open
  Sleep ${PAUSE_MS}
  Goto look
  open:
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME} şu anda açık. Programı kapatıp yeniden deneyiniz." /SD IDCANCEL IDRETRY again
  SetErrorLevel 2
  Abort
  free:
FunctionEnd
!macroend
!insertmacro RefuseWhileRunning ""
!insertmacro RefuseWhileRunning "un."

; Sets $0 to 1 where the folder is empty, missing, or holds this program; to 0 where it is another's.
; Its old parts would be taken for ours, and be lost with the update or with the removal.
Function LookIntoFolder
  StrCpy $0 1
  IfFileExists "$INSTDIR\alo183w.exe" known
  IfFileExists "$INSTDIR\${WAITING}\*.*" known
  IfFileExists "$INSTDIR\${BEFORE}\*.*" known
  IfFileExists "$INSTDIR\*.*" 0 known
  FindFirst $1 $2 "$INSTDIR\*.*"
  next:
  StrCmp $2 "" looked
  StrCmp $2 "." more
  StrCmp $2 ".." more
  StrCpy $0 0
  Goto looked
  more:
  FindNext $1 $2
  Goto next
  looked:
  FindClose $1
  known:
FunctionEnd

Function .onVerifyInstDir
  Call LookIntoFolder
  StrCmp $0 1 good
  Abort
  good:
FunctionEnd

; A silent installation asks nobody: what the page of the folder refuses is refused here.
Function RefuseForeignFolder
  Call LookIntoFolder
  StrCmp $0 1 good
  MessageBox MB_OK|MB_ICONSTOP "$INSTDIR klasöründe başka dosyalar var. Boş bir klasör seçiniz." /SD IDOK
  SetErrorLevel 2
  Abort
  good:
FunctionEnd

; Brings the program that stood there back, as far as the new one has taken its place.
Function GoBack
  IfFileExists "$INSTDIR\${BEFORE}\*.*" 0 none
  SetOutPath "$TEMP"
  !insertmacro BringBack "_internal"
  !insertmacro BringBack "alo183.exe"
  !insertmacro BringBack "alo183w.exe"
  RMDir "$INSTDIR\${BEFORE}"
  none:
  RMDir /r "$INSTDIR\${WAITING}"
FunctionEnd

; As the settings do it, where it is ended, too.
Function BeginWithComputer
  WriteRegStr HKCU "${RUN}" "Alo183" '"$INSTDIR\alo183w.exe" --tray'
FunctionEnd

Section
  Call RefuseForeignFolder
  Call RefuseWhileRunning
  RMDir /r "$INSTDIR\${GONE}"
  ; An installation that was killed: the program that stood there is whole in its folder beside.
  Call GoBack
  ; All of it is there before anything changes its place.
  SetOutPath "$INSTDIR\${WAITING}"
  SetOverwrite on
  ClearErrors
  File /r "${PROGRAM}\*.*"
  IfErrors failed
  ; Nothing can be renamed while this process stands in it.
  SetOutPath "$INSTDIR"
  CreateDirectory "$INSTDIR\${BEFORE}"
  ClearErrors
  !insertmacro ChangePlaces "_internal"
  !insertmacro ChangePlaces "alo183.exe"
  !insertmacro ChangePlaces "alo183w.exe"
  IfErrors failed
  ; In one step: whoever is killed while the files are deleted leaves nothing that could come back.
  Rename "$INSTDIR\${BEFORE}" "$INSTDIR\${GONE}"
  !insertmacro Remove "" "$INSTDIR\${GONE}"
  RMDir /r "$INSTDIR\${WAITING}"
  Goto written
  failed:
  Call GoBack
  MessageBox MB_OK|MB_ICONSTOP "Dosyalar yazılamadı; önceki sürüm yerinde duruyor. Diskte yer olduğunu ve klasöre yazılabildiğini denetleyip kurulumu yineleyiniz." /SD IDOK
  SetErrorLevel 2
  Abort
  written:
  WriteUninstaller "$INSTDIR\kaldir.exe"
  CreateShortCut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\alo183w.exe"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "Alo 183"
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
  !insertmacro Remove "un." "$INSTDIR\${GONE}"
  !insertmacro Remove "un." "$INSTDIR\${BEFORE}"
  !insertmacro Remove "un." "$INSTDIR\${WAITING}"
  !insertmacro Remove "un." "$INSTDIR\_internal"
  !insertmacro Remove "un." "$INSTDIR\alo183.exe"
  !insertmacro Remove "un." "$INSTDIR\alo183w.exe"
  IfFileExists "$INSTDIR\_internal" held
  IfFileExists "$INSTDIR\alo183.exe" held
  IfFileExists "$INSTDIR\alo183w.exe" held removed
  held:
  MessageBox MB_OK|MB_ICONSTOP "Bazı dosyaları başka bir program tutuyor. Bilgisayarı yeniden başlatıp kaldırmayı yineleyiniz." /SD IDOK
  SetErrorLevel 2
  Abort
  removed:
  Delete "$INSTDIR\kaldir.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegValue HKCU "${RUN}" "Alo183"
  DeleteRegKey HKCU "${UNINSTALL}"
SectionEnd
