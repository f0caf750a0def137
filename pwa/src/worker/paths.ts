/** Paths that belong to the server: a navigation there must reach it and never be answered from the phone's cache (PHONE.md section 2, remote wipe). */
export const SERVER_PATHS: RegExp[] = [/^\/(sync|people|rostering|attendance|learning|requests|notify|admin|health|wipe)(\/|$)/];
