import Addresses
import Expressions
import Model

/// An event of the second connection, which only receives data.
enum DataEvent: Sendable {
    /// The connection is open.
    case opened
    /// The server sent bytes.
    case received(ArraySlice<UInt8>)
    /// The server has closed the connection.
    case ended
    /// The connection failed, for this reason.
    case failed(String)
}
