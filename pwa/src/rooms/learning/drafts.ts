/** Answers of a quiz that was not handed in yet: survives a killed app; holds no name and no result. */
const key = (person: string, course: string): string => `zhiban:quiz:${person}:${course}`;

export interface QuizDraft {
  readonly began: number;
  readonly answers: Readonly<Record<string, readonly string[]>>;
}

export function readDraft(person: string, course: string): QuizDraft | null {
  try {
    return JSON.parse(localStorage.getItem(key(person, course)) ?? 'null') as QuizDraft | null;
  } catch {
    return null;
  }
}

export function keepDraft(person: string, course: string, draft: QuizDraft | null): void {
  if (draft) localStorage.setItem(key(person, course), JSON.stringify(draft));
  else localStorage.removeItem(key(person, course));
}
