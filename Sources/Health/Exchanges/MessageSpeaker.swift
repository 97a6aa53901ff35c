import Model

/// A protocol of messages with explicit lengths, from the client's side.
protocol MessageSpeaker: Sendable {
    /// The expected message, in words for the operator.
    var awaited: String { get }
    /// The secrets that must not be shown.
    var secrets: [String] { get }

    /// The connection is open.
    mutating func begin() -> Turn
    /// The length of the first message in these bytes.
    func frame(_ bytes: ArraySlice<UInt8>) -> MessageFrame
    /// Passes a complete message.
    mutating func take(_ message: ArraySlice<UInt8>) -> Turn
    /// Passes the result of the work of `Turn.compute`; nil: it failed.
    mutating func computed(_ result: [UInt8]?) -> Turn
}

extension MessageSpeaker {
    mutating func computed(_ result: [UInt8]?) -> Turn { .wait }
}
