import Addresses
import Model

extension RecordType {
    /// The type's number in queries and answers.
    var number: UInt16 {
        switch self {
        case .a: 1
        case .ptr: 12
        case .mx: 15
        case .txt: 16
        case .aaaa: 28
        case .srv: 33
        }
    }
}
