internal import COpenSSL

/// What a file of keys and certificates holds, in its order.
public struct FileContents {
    /// Its certificates.
    public internal(set) var certificates: [Certificate] = []
    /// Its private keys.
    public internal(set) var keys: [PrivateKey] = []
    /// What it holds besides, and is of no use here: `CERTIFICATE REQUEST`.
    public internal(set) var ignored: [String] = []
    /// What an operator should know of the files, in sentences.
    public internal(set) var notes: [String] = []

    /// Nothing.
    public init() {}

    /// How large a file may be.
    ///
    /// **Unit:** bytes.
    public static let sizeLimit = 4 << 20

    /// What these bytes hold: PEM with any number of blocks, PKCS#12, or one object in DER.
    ///
    /// - Parameter password: for what is encrypted.
    ///
    /// **Errors:** nothing in it that is known, a password that is wrong or missing, or damage.
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

    /// Adds what another file holds.
    public mutating func append(_ other: FileContents) {
        certificates += other.certificates
        keys += other.keys
        ignored += other.ignored
        notes += other.notes
    }

    /// What the files hold besides, for the end of a sentence about what they lack.
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
            let key = try LegacyAlgorithms.lent(to: operation) {
                password.withContext { context in
                    // Without memory there is no key; OpenSSL has noted it.
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

    /// The certificates of a PKCS#7 parcel, as Windows exports them.
    static func certificates(
        of parcel: borrowing Owned
    ) throws(CertificateFailure) -> [Certificate] {
        try parcel.use { (parcel) throws(CertificateFailure) in
            try certificates(in: ballast_parcel_certificates(UnsafePointer(parcel)))
        }
    }

    /// The certificates of a list, which stays its owner's.
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
