import { session } from '../../app/start';
import { office } from '../../sync/office';

/** The office's endpoints as who is unlocked on this page. */
export const desk = office({ fetch: (path, init) => fetch(path, init), token: () => session.token });
