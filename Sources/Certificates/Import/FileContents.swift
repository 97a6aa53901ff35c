internal import COpenSSL

/// The contents of a file of keys and certificates, in its order.
public struct FileContents {
    /// The certificates.
    public internal(set) var certificates: [Certificate] = []
    /// The private keys.
    public internal(set) var keys: [PrivateKey] = []
    /// Other objects, which are not used: `CERTIFICATE REQUEST`.
    public internal(set) var ignored: [String] = []
    /// Notes about the files for the operator, in sentences.
    public internal(set) var notes: [String] = []

    /// Creates empty contents.
    public init() {}

    /// Maximum size of a file.
    ///
    /// **Unit:** bytes.
    public static let sizeLimit = 4 << 20

    /// Parses PEM with any number of blocks, PKCS#12, or one object in DER.
    ///
    /// - Parameter password: the password of encrypted objects.
    ///
    /// **Errors:** no known object, a wrong or missing password, or damage.
    public init(
        _ bytes: SecretBytes, password: SecretBytes? = nil
    ) throws(CertificateFailure) {
        guard bytes.count <= Self.sizeLimit else {
            throw CertificateFailure(
                "read the file", "it is larger than \(Self.sizeLimit >> 20) MiB")
        }
        _ = ErrorQueue()
        let password = Password(password)
        try bytes.withBytes { (bytes) throws(CertificateFailure) in
            if PEMBlock.isWide(bytes) {
                throw CertificateFailure(
                    "read the file", "it is text in UTF-16",
                    hint: "save it as UTF-8 or ASCII: iconv -f UTF-16 -t UTF-8")
            }
            let blocks = try PEMBlock.all(in: bytes)
            guard !blocks.isEmpty else { return try readDER(bytes, password) }
            for block in blocks {
                let text = UnsafeRawBufferPointer(rebasing: bytes[block.range])
                guard block.isIndented else {
                    try read(block, text, password)
                    continue
                }
                try PEMBlock.withoutIndentation(text).withBytes {
                    (text) throws(CertificateFailure) in
                    try read(block, text, password)
                }
            }
        }
        guard !certificates.isEmpty || !keys.isEmpty else {
            throw CertificateFailure(
                "read the file",
                "it has no certificate and no key, only \(ignored.joined(separator: ", "))")
        }
    }

    /// Adds the contents of another file.
    public mutating func append(_ other: FileContents) {
        certificates += other.certificates
        keys += other.keys
        ignored += other.ignored
        notes += other.notes
    }

    /// The other objects of the files, for the end of a sentence about missing ones.
    var besides: String {
        ignored.isEmpty
            ? "" : " (left out, of no use here: \(ignored.joined(separator: ", ")))"
    }

    private mutating func read(
        _ block: PEMBlock, _ bytes: UnsafeRawBufferPointer, _ password: Password
    ) throws(CertificateFailure) {
        let operation = "read the block \(block.label) at line \(block.line)"
        switch block.label {
        case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE":
            let certificate = try reading(bytes) { (memory) throws(CertificateFailure) in
                try Owned.certificate(PEM_read_bio_X509_AUX(memory, nil, nil, nil), operation)
            }
            certificates.append(try Certificate(certificate))
        case "PKCS7", "CMS":
            let parcel = try reading(bytes) { (memory) throws(CertificateFailure) in
                try Owned.parcel(PEM_read_bio_PKCS7(memory, nil, nil, nil), operation)
            }
            certificates += try Self.certificates(of: parcel)
        case let label where label.hasSuffix("PRIVATE KEY"):
            keys.append(try Self.key(bytes, operation, password))
        default:
            ignored.append(block.label)
        }
    }

    private static func key(
        _ bytes: UnsafeRawBufferPointer, _ operation: String, _ password: Password
    ) throws(CertificateFailure) -> PrivateKey {
        do {
            try checkHashing(bytes, operation)
            let key = try LegacyAlgorithms.lent(to: operation) {
                password.withContext { context in
                    // Without memory there is no key, which OpenSSL has recorded.
                    (try? reading(bytes) { memory in
                        PEM_read_bio_PrivateKey(memory, nil, Password.callback, context)
                    }) ?? nil
                }
            }
            return PrivateKey(try .key(key, operation))
        } catch {
            throw password.explaining(error)
        }
    }

    /// **Errors:** an encrypted key requires too much hashing.
    private static func checkHashing(
        _ pem: UnsafeRawBufferPointer, _ operation: String
    ) throws(CertificateFailure) {
        var name: UnsafeMutablePointer<CChar>?
        var header: UnsafeMutablePointer<CChar>?
        var data: UnsafeMutablePointer<UInt8>?
        var count = 0
        // A failure, from damage or lack of memory, is reported when the key is read.
        let isRead = (try? reading(pem) { PEM_read_bio($0, &name, &header, &data, &count) }) == 1
        defer {
            CRYPTO_free(name, nil, 0)
            CRYPTO_free(header, nil, 0)
            CRYPTO_clear_free(data, count, nil, 0)
        }
        guard isRead, let data else { return }
        try HashingCost.check(UnsafeRawBufferPointer(start: data, count: count), operation)
    }

    /// The certificates of a PKCS#7 container, as exported by Windows.
    static func certificates(
        of parcel: borrowing Owned
    ) throws(CertificateFailure) -> [Certificate] {
        try parcel.use { (parcel) throws(CertificateFailure) in
            try certificates(in: ballast_parcel_certificates(UnsafePointer(parcel)))
        }
    }

    /// The certificates of a list, which remains its owner's.
    static func certificates(
        in list: OpaquePointer?
    ) throws(CertificateFailure) -> [Certificate] {
        guard let list else { return [] }
        var certificates: [Certificate] = []
        for position in 0..<min(OPENSSL_sk_num(list), Int32(PEMBlock.limit)) {
            let pointer = OPENSSL_sk_value(list, position).map { OpaquePointer($0) }
            let der = encoding { i2d_X509(pointer, $0) }
            certificates.append(try Certificate(der: der))
        }
        return certificates
    }
}
