import NIOCore

/// An answer in its final form.
struct EncodedAnswer: Sendable, Encodable {
    let body: ByteBuffer

    /// Fails, because an encoded answer can't be part of another one.
    func encode(to encoder: any Encoder) throws {
        throw EncodingError.invalidValue(
            body.readableBytes,
            .init(codingPath: encoder.codingPath, debugDescription: "it is encoded already"))
    }
}
