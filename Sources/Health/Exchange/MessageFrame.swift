import Model

/// The length of a message according to its first bytes.
enum MessageFrame: Equatable {
    /// More bytes are needed.
    case incomplete
    /// The number of bytes, including these.
    case length(Int)
    /// The bytes do not begin a valid message.
    case foreign
}
