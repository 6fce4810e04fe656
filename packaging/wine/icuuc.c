/* Wine has no icuuc.dll, the ICU of Windows 10; Qt asks it only for old code pages, and is told that there are none. */
#define OUT __declspec(dllexport)
typedef int Error;
OUT void *ucnv_open(const char *name, Error *error) { if (error) *error = 4; return 0; }
OUT void ucnv_close(void *c) {}
OUT void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void) {}
OUT void UCNV_TO_U_CALLBACK_SUBSTITUTE(void) {}
OUT void ucnv_reset(void *c) {}
OUT signed char ucnv_getMaxCharSize(void *c) { return 4; }
OUT const char *ucnv_getName(void *c, Error *error) { if (error) *error = 4; return 0; }
OUT void ucnv_getToUCallBack(void *c, void **a, const void **b) {}
OUT void ucnv_getFromUCallBack(void *c, void **a, const void **b) {}
OUT void ucnv_setToUCallBack(void *c, void *n, void *x, void **a, void **b, Error *error) {}
OUT void ucnv_setFromUCallBack(void *c, void *n, void *x, void **a, void **b, Error *error) {}
OUT void ucnv_cbToUWriteUChars(void *a, void *s, int l, int o, Error *error) {}
OUT void ucnv_cbFromUWriteUChars(void *a, void **s, void *l, int o, Error *error) {}
OUT void ucnv_toUnicode(void *c, void *t, void *tl, void *s, void *sl, int *o, char f, Error *error) { if (error) *error = 4; }
OUT void ucnv_fromUnicode(void *c, void *t, void *tl, void *s, void *sl, int *o, char f, Error *error) { if (error) *error = 4; }
OUT int ucnv_toUCountPending(void *c, Error *error) { return 0; }
OUT int ucnv_fromUCountPending(void *c, Error *error) { return 0; }
OUT const char *ucnv_getStandardName(const char *n, const char *s, Error *error) { return 0; }
OUT const char *ucnv_getAvailableName(int n) { return 0; }
OUT int ucnv_countAvailable(void) { return 0; }
