internal import COpenSSL

/// Lists of revoked certificates, as a file holds them.
public enum RevocationList {
    /// The time from which a reader of the file refuses every certificate that one of its lists is
    /// about; nil: no list in it ends, or it has none.
    ///
    /// **Source:** RFC 5280 section 5.1.2.5, nextUpdate.
    public static func end(ofFile text: String) -> UTCTime? {
        defer { _ = ErrorQueue() }
        var first: UTCTime?
        // What can't be read HAProxy refuses in its own words.
        guard let memory = try? Owned.memory() else { return nil }
        memory.use { memory in
            let bytes = Array(text.utf8)
            guard BIO_write(memory, bytes, Int32(clamping: bytes.count)) > 0 else { return }
            while let list = PEM_read_bio_X509_CRL(memory, nil, nil, nil) {
                defer { X509_CRL_free(list) }
                // A list without the field never ends.
                guard let end = try? UTCTime(X509_CRL_get0_nextUpdate(list)) else { continue }
                first = min(first ?? end, end)
            }
        }
        return first
    }
}
