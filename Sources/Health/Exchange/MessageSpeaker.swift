import Model

/// A protocol of messages with explicit lengths, from the client's side.
protocol MessageSpeaker: Sendable {
    /// The expected message, in words for the operator.
    var awaited: String { get }
    /// The secrets that must not be shown.
    var secrets: [String] { get }

    /// The connection is open.
    mutating func begin() -> Move
    /// The length of the first message in these bytes.
    func frame(_ bytes: ArraySlice<UInt8>) -> MessageFrame
    /// Passes a complete message.
    mutating func receive(_ message: ArraySlice<UInt8>) -> Move
    /// Passes the result of the work of `Move.compute`; nil: it failed.
    mutating func computed(_ result: [UInt8]?) -> Move
}

extension MessageSpeaker {
    mutating func computed(_ result: [UInt8]?) -> Move { .wait }
}
