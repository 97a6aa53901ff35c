internal import COpenSSL

extension FileContents {
    /// Reads a file without PEM blocks: PKCS#12, a certificate, a key, or PKCS#7.
    ///
    /// Each format is tried; a file matches only one of them.
    mutating func readDER(
        _ bytes: UnsafeRawBufferPointer, _ password: Password
    ) throws(CertificateFailure) {
        defer { _ = ErrorQueue() }
        try HashingCost.check(bytes, "read the file")
        if let archive = try? Self.object(bytes, { d2i_PKCS12(nil, $0, $1) }, PKCS12_free) {
            return try readArchive(archive, password)
        }
        if let certificate = try? Self.object(bytes, { d2i_X509(nil, $0, $1) }, X509_free) {
            certificates = [try Certificate(certificate)]
            return
        }
        if let key = try? Self.object(bytes, { d2i_AutoPrivateKey(nil, $0, $1) }, EVP_PKEY_free) {
            keys = [PrivateKey(key)]
            return
        }
        if (try? Self.object(bytes, { d2i_X509_SIG(nil, $0, $1) }, X509_SIG_free)) != nil {
            keys = [try Self.encryptedKey(bytes, password)]
            return
        }
        if let parcel = try? Self.object(
            bytes, { OpaquePointer(d2i_PKCS7(nil, $0, $1)) }, Owned.freeParcel)
        {
            certificates = try Self.certificates(of: parcel)
            if !certificates.isEmpty { return }
        }
        throw CertificateFailure(
            "read the file", "it is neither PEM nor PKCS#12, nor a certificate or key in DER")
    }

    private static func object(
        _ bytes: UnsafeRawBufferPointer,
        _ read: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> OpaquePointer?,
        _ release: @escaping (OpaquePointer?) -> Void
    ) throws(CertificateFailure) -> Owned {
        var place = bytes.bindMemory(to: UInt8.self).baseAddress
        return try Owned(read(&place, bytes.count), "read the file") { release($0) }
    }

    private static func encryptedKey(
        _ bytes: UnsafeRawBufferPointer, _ password: Password
    ) throws(CertificateFailure) -> PrivateKey {
        let operation = "read the encrypted key"
        do {
            let key = try LegacyAlgorithms.lent(to: operation) {
                password.withContext { context in
                    // Without memory there is no key, which OpenSSL has recorded.
                    (try? reading(bytes) { memory in
                        d2i_PKCS8PrivateKey_bio(memory, nil, Password.callback, context)
                    }) ?? nil
                }
            }
            return PrivateKey(try .key(key, operation))
        } catch {
            throw password.explaining(error)
        }
    }

    private mutating func readArchive(
        _ archive: borrowing Owned, _ password: Password
    ) throws(CertificateFailure) {
        let operation = "read the PKCS#12 file"
        try archive.use { (archive) throws(CertificateFailure) in
            var rounds: UnsafePointer<ASN1_INTEGER>?
            PKCS12_get0_mac(nil, nil, nil, &rounds, archive)
            if let rounds, !(0...HashingCost.roundLimit).contains(ASN1_INTEGER_get(rounds)) {
                throw CertificateFailure(operation, "it wants too many rounds of hashing")
            }
            var key: OpaquePointer?
            var leaf: OpaquePointer?
            var others: OpaquePointer?
            let isUnsealed = PKCS12_mac_present(archive) == 0
            if isUnsealed { try Self.seal(archive, password, operation) }
            let isOpen = password.withText { Self.opens(archive, $0) }
            _ = ErrorQueue()
            guard isOpen else {
                throw password.isMissing
                    ? .locked(operation) : CertificateFailure(operation, "the password is wrong")
            }
            do throws(CertificateFailure) {
                _ = try LegacyAlgorithms.lent(to: operation) {
                    password.withText { text in
                        PKCS12_parse(archive, text, &key, &leaf, &others) == 1 ? true : nil
                    }
                }
            } catch {
                // Without a MAC, decryption is the first step that detects a wrong password.
                guard isUnsealed, error.hint == nil else { throw error }
                throw password.isMissing
                    ? .locked(operation)
                    : CertificateFailure(operation, "the password is wrong (\(error.reason))")
            }
            if isUnsealed {
                notes.append(
                    "the PKCS#12 file has no MAC: nothing shows whether it was changed on its way")
            }
            defer {
                X509_free(leaf)
                ballast_free_certificates(others)
            }
            if let key { keys.append(PrivateKey(try .key(key, operation))) }
            if let leaf {
                certificates.append(try Certificate(der: encoding { i2d_X509(leaf, $0) }))
            }
            certificates += try Self.certificates(in: others)
        }
    }

    /// Adds a MAC for this password to an archive without one, because OpenSSL 3.0 reads no other.
    private static func seal(
        _ archive: OpaquePointer, _ password: Password, _ operation: String
    ) throws(CertificateFailure) {
        let result = password.withText { text in
            PKCS12_set_mac(archive, text, text == nil ? 0 : -1, nil, 0, 1, nil)
        }
        try require(result, operation)
    }

    /// Whether the password matches.
    ///
    /// A missing and an empty password differ, and both are tried.
    private static func opens(_ archive: OpaquePointer, _ text: UnsafePointer<CChar>?) -> Bool {
        guard let text, text.pointee != 0 else {
            return PKCS12_verify_mac(archive, nil, 0) == 1 || PKCS12_verify_mac(archive, "", 0) == 1
        }
        return PKCS12_verify_mac(archive, text, -1) == 1
    }
}
