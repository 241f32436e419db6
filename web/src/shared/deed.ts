/** Characters that the server takes of the words that go with a deed. */
export const WORDS_MAX = 500;
