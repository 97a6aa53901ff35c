internal import COpenSSL

/// An owned pointer from OpenSSL, which is freed here only.
///
/// It cannot be copied, so it is freed once. It is lent to a closure, so it is never used after.
struct Owned: ~Copyable {
    private let pointer: OpaquePointer
    private let release: (OpaquePointer) -> Void

    /// **Errors:** OpenSSL's reasons for a null pointer.
    init(
        _ pointer: OpaquePointer?, _ operation: String,
        release: @escaping (OpaquePointer) -> Void
    ) throws(CertificateFailure) {
        guard let pointer else { throw .noted(operation) }
        self.pointer = pointer
        self.release = release
    }

    deinit {
        release(pointer)
    }

    /// Lends the pointer.
    borrowing func use<Result: ~Copyable, Failure: Error>(
        _ body: (OpaquePointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(pointer)
    }
}

extension Owned {
    /// An `X509`.
    static func certificate(
        _ pointer: OpaquePointer?, _ operation: String
    ) throws(CertificateFailure) -> Owned {
        try Owned(pointer, operation) { X509_free($0) }
    }

    /// An `X509_REQ`.
    static func request(
        _ pointer: OpaquePointer?, _ operation: String
    ) throws(CertificateFailure) -> Owned {
        try Owned(pointer, operation) { X509_REQ_free($0) }
    }

    /// An `EVP_PKEY`.
    static func key(
        _ pointer: OpaquePointer?, _ operation: String
    ) throws(CertificateFailure) -> Owned {
        try Owned(pointer, operation) { EVP_PKEY_free($0) }
    }

    /// An `X509_EXTENSION`.
    static func certificateExtension(
        _ pointer: OpaquePointer?, _ operation: String
    ) throws(CertificateFailure) -> Owned {
        try Owned(pointer, operation) { X509_EXTENSION_free($0) }
    }

    /// A `PKCS7`.
    static func parcel(
        _ pointer: UnsafeMutablePointer<PKCS7>?, _ operation: String
    ) throws(CertificateFailure) -> Owned {
        try Owned(OpaquePointer(pointer), operation, release: freeParcel)
    }

    /// Frees a `PKCS7`, whose struct is public in C, so that its pointer has another type.
    static func freeParcel(_ pointer: OpaquePointer?) {
        PKCS7_free(UnsafeMutablePointer(pointer))
    }

    /// Creates a `BIO` in memory, which is wiped when it is freed.
    static func memory() throws(CertificateFailure) -> Owned {
        try Owned(BIO_new(BIO_s_mem()), "get memory") { BIO_free_all($0) }
    }
}
