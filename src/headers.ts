/** On every response. Answers hold what people wrote, or follow from it: no shared cache may keep them. */
export const COMMON_HEADERS = { 'Cache-Control': 'private', 'X-Content-Type-Options': 'nosniff' } as const;
