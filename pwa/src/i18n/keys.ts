import type approvals from '../../../shared-schemas/messages/approvals.zh-CN.json';
import type attendance from '../../../shared-schemas/messages/attendance.zh-CN.json';
import type below from '../../../shared-schemas/messages/below.zh-CN.json';
import type board from '../../../shared-schemas/messages/board.zh-CN.json';
import type checkin from '../../../shared-schemas/messages/checkin.zh-CN.json';
import type common from '../../../shared-schemas/messages/common.zh-CN.json';
import type errors from '../../../shared-schemas/messages/errors.zh-CN.json';
import type inbox from '../../../shared-schemas/messages/inbox.zh-CN.json';
import type kit from '../../../shared-schemas/messages/kit.zh-CN.json';
import type learning from '../../../shared-schemas/messages/learning.zh-CN.json';
import type parts from '../../../shared-schemas/messages/parts.zh-CN.json';
import type phone from '../../../shared-schemas/messages/phone.zh-CN.json';
import type requests from '../../../shared-schemas/messages/requests.zh-CN.json';
import type shifts from '../../../shared-schemas/messages/shifts.zh-CN.json';
import type today from '../../../shared-schemas/messages/today.zh-CN.json';
import type unlock from '../../../shared-schemas/messages/unlock.zh-CN.json';
import type verdicts from '../../../shared-schemas/messages/verdicts.zh-CN.json';
import type wardcode from '../../../shared-schemas/messages/wardcode.zh-CN.json';

/** A file of the catalogue; a key begins with its area. */
export type Area =
  | 'approvals' | 'attendance' | 'below' | 'board' | 'checkin' | 'common' | 'errors' | 'inbox' | 'kit' | 'learning' | 'parts' | 'phone' | 'requests' | 'shifts' | 'today' | 'unlock' | 'verdicts' | 'wardcode';

/** Every key of the catalogue; the compiler reads it from the files, so a text that does not exist does not compile. */
export type Key =
  | keyof typeof approvals
  | keyof typeof attendance
  | keyof typeof below
  | keyof typeof board
  | keyof typeof checkin
  | keyof typeof common
  | keyof typeof errors
  | keyof typeof inbox
  | keyof typeof kit
  | keyof typeof learning
  | keyof typeof parts
  | keyof typeof phone
  | keyof typeof requests
  | keyof typeof shifts
  | keyof typeof today
  | keyof typeof unlock
  | keyof typeof verdicts
  | keyof typeof wardcode;
