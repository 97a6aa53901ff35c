internal import Addresses
internal import COpenSSL

extension Certificate {
    /// Parses a certificate.
    ///
    /// **Errors:** OpenSSL's reasons, when the bytes are no certificate or continue after it.
    public init(der bytes: [UInt8]) throws(CertificateFailure) {
        var place: UnsafePointer<UInt8>?
        let pointer = bytes.withUnsafeBufferPointer { buffer in
            place = buffer.baseAddress
            return d2i_X509(nil, &place, buffer.count)
        }
        try self.init(try Owned.certificate(pointer, "read a certificate"))
    }

    /// Reads the values of an `X509`.
    init(_ owned: borrowing Owned) throws(CertificateFailure) {
        self = try owned.use { (pointer) throws(CertificateFailure) in
            try Certificate(pointer: pointer)
        }
        // Absent or unusual extensions leave errors, which must not affect the next call.
        _ = ErrorQueue()
    }

    /// Maximum number of names that are read from a certificate.
    static let nameLimit = 1000

    private init(pointer: OpaquePointer) throws(CertificateFailure) {
        der = encoding { i2d_X509(pointer, $0) }
        subject = try printed { _ = ballast_print_name($0, X509_get_subject_name(pointer)) }
        issuer = try printed { _ = ballast_print_name($0, X509_get_issuer_name(pointer)) }
        names = Self.names(of: pointer)
        notBefore = try UTCTime(X509_get0_notBefore(pointer))
        notAfter = try UTCTime(X509_get0_notAfter(pointer))
        serial = try Self.serial(of: pointer)
        fingerprint = try Self.digest(of: pointer, EVP_sha256())
        sha1Fingerprint = try Self.digest(of: pointer, EVP_sha1())
        key = KeyType(key: X509_get0_pubkey(pointer))
        signature =
            OBJ_nid2ln(X509_get_signature_nid(pointer)).map { String(cString: $0) } ?? "unknown"
        var hash: Int32 = 0
        X509_get_signature_info(pointer, &hash, nil, nil, nil)
        hasWeakSignature = [NID_md2, NID_md4, NID_md5, NID_sha1, NID_md5_sha1].contains(hash)
        isAuthority = X509_check_ca(pointer) == 1
        isSelfSigned = X509_self_signed(pointer, 1) == 1
        let isUsable = X509_get_extension_flags(pointer) & UInt32(EXFLAG_INVALID) == 0
        let uses = X509_get_extended_key_usage(pointer)
        isForServers = isUsable && uses & UInt32(XKU_SSL_SERVER | XKU_ANYEKU) != 0
        mustStaple = X509_get_ext_by_NID(pointer, NID_tlsfeature, -1) >= 0
        issuerURL = Self.issuerURL(of: pointer)
    }

    private static func digest(
        of certificate: OpaquePointer, _ hash: OpaquePointer?
    ) throws(CertificateFailure) -> String {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        try require(X509_digest(certificate, hash, &digest, &length), "make a fingerprint")
        return digest.prefix(Int(length)).reduce(into: "") { text, byte in
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
    }

    private static func names(of certificate: OpaquePointer) -> [AlternativeName] {
        let all = X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil)
        guard let all = all.map({ OpaquePointer($0) }) else { return [] }
        defer { GENERAL_NAMES_free(all) }
        return (0..<min(ballast_alternative_count(all), Int32(nameLimit))).compactMap { position in
            var isAddress: Int32 = 0
            var length: Int32 = 0
            guard let start = ballast_alternative(all, position, &isAddress, &length) else {
                return nil
            }
            let bytes = UnsafeBufferPointer(start: start, count: max(0, Int(length)))
            guard isAddress == 1 else { return AlternativeName(certified: bytes) }
            return IPAddress(bytes: bytes).map { .address($0) }
        }
    }

    private static func issuerURL(of certificate: OpaquePointer) -> String? {
        let all = X509_get_ext_d2i(certificate, NID_info_access, nil, nil)
        guard let all = all.map({ OpaquePointer($0) }) else { return nil }
        defer { AUTHORITY_INFO_ACCESS_free(all) }
        var length: Int32 = 0
        guard let start = ballast_issuer_url(all, &length), (1...1000).contains(length) else {
            return nil
        }
        let bytes = UnsafeBufferPointer(start: start, count: Int(length))
        guard bytes.allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func serial(of certificate: OpaquePointer) throws(CertificateFailure) -> String {
        let number = try Owned(
            ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nil), "read the serial number"
        ) { BN_free($0) }
        return number.use { number in
            guard let text = BN_bn2hex(number) else { return "" }
            defer { CRYPTO_free(text, #file, #line) }
            return String(cString: text)
        }
    }

    /// The certificate as an object of OpenSSL.
    func opened() throws(CertificateFailure) -> Owned {
        var place: UnsafePointer<UInt8>?
        let pointer = der.withUnsafeBufferPointer { buffer in
            place = buffer.baseAddress
            return d2i_X509(nil, &place, buffer.count)
        }
        return try .certificate(pointer, "read a certificate")
    }

    /// Whether this certificate's key signed the other one, and is allowed to.
    public func issued(_ other: Certificate) -> Bool {
        defer { _ = ErrorQueue() }
        // A certificate that cannot be parsed again has issued none.
        guard let own = try? opened(), let other = try? other.opened() else { return false }
        return own.use { own in
            other.use { other in
                X509_check_issued(own, other) == X509_V_OK
                    && X509_verify(other, X509_get0_pubkey(own)) == 1
            }
        }
    }

    /// The certificate as a PEM block.
    ///
    /// **Errors:** OpenSSL's reasons.
    public func pem() throws(CertificateFailure) -> String {
        let own = try opened()
        return try own.use { (own) throws(CertificateFailure) in
            try printed { _ = PEM_write_bio_X509($0, own) }
        }
    }
}
