declare module 'virtual:messages/zh-CN/common' {
  const texts: Record<string, string>;
  export default texts;
}
declare module 'virtual:messages/loaders' {
  /** By "<locale>/<area>". */
  const loaders: Record<string, () => Promise<{ default: Record<string, string> }>>;
  export default loaders;
}
