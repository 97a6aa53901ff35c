internal import COpenSSL

/// Bytes of a key or a password, wiped before their memory is released.
///
/// They are lent, never copied out, and do not appear in any description.
public final class SecretBytes: CustomStringConvertible, CustomReflectable {
    private let memory: UnsafeMutableRawBufferPointer
    /// Number of bytes.
    public let count: Int

    /// Creates bytes with the length that the closure returns.
    ///
    /// - Parameter capacity: size of the closure's buffer.
    public init<Failure: Error>(
        capacity: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 1)
        do {
            count = min(capacity, max(0, try fill(memory)))
        } catch {
            OPENSSL_cleanse(memory.baseAddress, memory.count)
            memory.deallocate()
            throw error
        }
        self.memory = memory
    }

    /// Copies these bytes.
    public convenience init(_ bytes: UnsafeRawBufferPointer) {
        self.init(capacity: bytes.count) {
            $0.copyMemory(from: bytes)
            return bytes.count
        }
    }

    /// Copies these bytes.
    public convenience init(_ bytes: some Collection<UInt8>) {
        self.init(capacity: bytes.count) {
            $0.copyBytes(from: bytes)
            return bytes.count
        }
    }

    deinit {
        OPENSSL_cleanse(memory.baseAddress, memory.count)
        memory.deallocate()
    }

    /// Lends the bytes.
    public func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { extendLifetime(self) }
        return try body(UnsafeRawBufferPointer(rebasing: memory[..<count]))
    }

    /// The hash of the bytes.
    ///
    /// **Shape:** 32 bytes. **Source:** FIPS 180-4; `EVP_Digest(3)`.
    public var sha256: [UInt8] {
        withBytes { bytes in
            var hash = [UInt8](repeating: 0, count: 32)
            var length: UInt32 = 0
            precondition(
                EVP_Digest(bytes.baseAddress, bytes.count, &hash, &length, EVP_sha256(), nil) == 1,
                "OpenSSL provides SHA-256")
            return hash
        }
    }

    /// The number of bytes, and nothing else.
    public var description: String { "\(count) secret bytes" }

    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
