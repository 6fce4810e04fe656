/* What Qt asks of mscms.dll and wine's own lacks: profiles of colour, of which there are none. */
#include <windows.h>
#define OUT __declspec(dllexport)
OUT BOOL WINAPI GetColorProfileFromHandle(void *h, BYTE *b, DWORD *s) { if (s) *s = 0; return FALSE; }
OUT BOOL WINAPI CloseColorProfile(void *h) { return TRUE; }
OUT void *WINAPI WcsCreateIccProfile(void *h, DWORD o) { return 0; }
OUT void *WINAPI OpenColorProfileW(void *p, DWORD a, DWORD s, DWORD c) { return 0; }
