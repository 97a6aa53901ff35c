internal import COpenSSL

/// The bytes from one of OpenSSL's `i2d` functions; empty when it fails.
///
/// **Source:** `d2i_X509(3)`: called without a buffer it returns the number of bytes.
func encoding(
    _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
) -> [UInt8] {
    let length = write(nil)
    guard length > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
        var place = buffer.baseAddress
        count = max(0, Int(write(&place)))
    }
}

/// The bytes written to a BIO in memory.
func written(to memory: OpaquePointer) -> UnsafeRawBufferPointer {
    var start: UnsafeMutablePointer<CChar>?
    let length = ballast_memory(memory, &start)
    return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : max(0, length))
}

/// The text that OpenSSL prints.
func printed(_ print: (OpaquePointer) -> Void) throws(CertificateFailure) -> String {
    let memory = try Owned.memory()
    return memory.use { memory in
        print(memory)
        return String(decoding: written(to: memory), as: UTF8.self)
    }
}

/// Calls the closure with a BIO that reads these bytes.
func reading<Result: ~Copyable>(
    _ bytes: UnsafeRawBufferPointer, _ body: (OpaquePointer) throws(CertificateFailure) -> Result
) throws(CertificateFailure) -> Result {
    let memory = try Owned(
        BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count)), "get memory"
    ) { BIO_free_all($0) }
    return try memory.use(body)
}
