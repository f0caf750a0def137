/** Where a Chinese line may break (design.md section 2): between words, never inside one, never between a figure and its measure. */
export const ZWSP = '\u200b';
const NBSP = '\u00a0';
/** Word joiner: keeps Wi-Fi together. */
const JOINER = '\u2060';

const HAN = /\p{Script=Han}/u;
/** A measure or suffix stays with the parameter before it: 26日, 第6版, 3件. */
const MEASURES = new Set(
  '日 号 点 版 条 个 人 天 次 分钟 分 小时 时 秒 米 床 岁 门 块 题 件 月 年 周 班 格 张 项 封 位 元 道 台 度 步 名 的 了 那版 病区'.split(' '),
);
/** These lean on the parameter that follows: 第 {n}, 共 {n}, 约 {n}. */
const LEANS_FORWARD = new Set('第 共 约 满 到 少 多 差 缺 近 每 前 后 上 下 快 慢'.split(' '));

/** Single characters that lean on the word before them. */
const CLINGS = new Set('里 上 着 过 了 的 们 吧 呢 么 掉 住 完 内 外 后 前 时 起 儿'.split(' '));
/** The segmenter cuts many two-character words into two; runs of single characters stay together up to this length. */
const RUN = 4;

const segmenter = new Intl.Segmenter('zh-CN', { granularity: 'word' });

interface Word {
  text: string;
  wordLike: boolean;
}

/** Words of a plain run: the segmenter's, joined again where the glossary knows a longer word. */
function wordsOf(run: string, glossary: readonly string[]): Word[] {
  const cuts = new Set<number>([0]);
  const likes = new Map<number, boolean>();
  for (const s of segmenter.segment(run)) {
    cuts.add(s.index);
    likes.set(s.index, s.isWordLike ?? false);
  }
  for (const term of glossary) {
    for (let at = run.indexOf(term); at >= 0; at = run.indexOf(term, at + term.length)) {
      for (let i = at + 1; i < at + term.length; i++) cuts.delete(i);
      cuts.add(at);
      if (at + term.length < run.length) cuts.add(at + term.length);
    }
  }
  const at = [...cuts].filter((c) => c < run.length).sort((a, b) => a - b);
  return at.map((start, i) => {
    const text = run.slice(start, at[i + 1] ?? run.length);
    return { text, wordLike: likes.get(start) ?? HAN.test(text) };
  });
}

const isHanWord = (w: Word | undefined): boolean => w !== undefined && w.wordLike && HAN.test(w.text);

function breakRun(text: string, glossary: readonly string[], afterParam: boolean, beforeParam: boolean): string {
  const words = wordsOf(text, glossary);
  let out = '';
  let run = 0;
  words.forEach((w, i) => {
    const previous = words[i - 1];
    const one = isHanWord(w) && w.text.length === 1;
    const startsAfterParam = i === 0 && afterParam && isHanWord(w) && !MEASURES.has(w.text);
    const together = CLINGS.has(w.text) || (one && run > 0 && run < RUN);
    if (startsAfterParam || (isHanWord(previous) && isHanWord(w) && !together)) {
      out += ZWSP;
      run = 0;
    }
    run = one ? run + 1 : 0;
    out += w.text;
  });
  const last = words.at(-1);
  return beforeParam && isHanWord(last) && !LEANS_FORWARD.has(last?.text ?? '') ? out + ZWSP : out;
}

/** Puts a zero-width space between the words of a message. Parameters and the space before a measure never break. */
export function withBreaks(message: string, glossary: readonly string[] = []): string {
  const parts = message.split(/(\{[^}]*\})/);
  const joined = parts
    .map((part, i) =>
      part.startsWith('{') || part === '' || !HAN.test(part)
        ? part
        : breakRun(part, glossary, i > 0 && (parts[i - 1] ?? '').startsWith('{'), (parts[i + 1] ?? '').startsWith('{')),
    )
    .join('');
  return joined.replace(/(\}|\d) (?=\p{Script=Han})/gu, `$1${NBSP}`).replace(/([A-Za-z])-(?=[A-Za-z])/g, `$1${JOINER}-${JOINER}`);
}
