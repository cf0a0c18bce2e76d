/** Answers a request: the app does, and so does each guard around it. */
export type Answer = (request: Request) => Response | Promise<Response>;
