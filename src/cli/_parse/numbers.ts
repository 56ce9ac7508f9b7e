/** Go's strconv, where flags are read. */
export { digitsOf, parseBool, parseFloatText, parseInteger, parseUint } from '../../template/numbers';
