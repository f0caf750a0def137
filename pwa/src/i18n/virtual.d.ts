declare module 'virtual:messages/zh-CN/core' {
  const texts: Record<string, string>;
  export default texts;
}
declare module 'virtual:messages/zh-CN/desk' {
  const texts: Record<string, string>;
  export default texts;
}
declare module 'virtual:messages/en/core' {
  const texts: Record<string, string>;
  export default texts;
}
declare module 'virtual:messages/en/desk' {
  const texts: Record<string, string>;
  export default texts;
}
