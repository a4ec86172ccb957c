export { down, rehearse, setup, type RehearseOptions } from './rehearse';
