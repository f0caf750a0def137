let request = $state('');
let people = $state.raw<readonly string[]>([]);

/** Who is to be asked for the case on screen: chosen in the list, sent by the button. */
export const picked = {
  of: (id: string): readonly string[] => (id === request ? people : []),
  set(id: string, person: string, on: boolean): void {
    const now = id === request ? people : [];
    request = id;
    people = on ? [...now.filter((p) => p !== person), person] : now.filter((p) => p !== person);
  },
};
