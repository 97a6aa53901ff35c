/* OpenSSL 3, libcrypto: keys, certificates, and the files that hold them. */
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/stack.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/* What OpenSSL has as a macro or with a variable number of arguments only. */

static inline EVP_PKEY *ballast_rsa_key(size_t bits) {
    return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", bits);
}

static inline EVP_PKEY *ballast_curve_key(const char *curve) {
    return EVP_PKEY_Q_keygen(NULL, NULL, "EC", curve);
}

static inline long ballast_memory(BIO *bio, char **bytes) {
    return BIO_get_mem_data(bio, bytes);
}

static inline int ballast_is_unsupported(unsigned long error) {
    return ERR_GET_REASON(error) == ERR_R_UNSUPPORTED;
}

/* The name in RFC 4514's text, UTF-8 as it is, control characters escaped. */
static inline int ballast_print_name(BIO *bio, const X509_NAME *name) {
    return X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
}

static inline int ballast_name_entry(X509_NAME *name, const char *field,
                                     const unsigned char *text, int length) {
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, text, length, -1, 0);
}

static inline void ballast_extension_context(X509V3_CTX *context, X509 *subject,
                                             X509_REQ *request) {
    X509V3_set_ctx(context, subject, subject, request, NULL, 0);
}

static inline void ballast_free_certificates(STACK_OF(X509) *all) {
    sk_X509_pop_free(all, X509_free);
}

static inline STACK_OF(X509_EXTENSION) *ballast_one_extension(X509_EXTENSION *extension) {
    STACK_OF(X509_EXTENSION) *all = sk_X509_EXTENSION_new_null();
    if (all && sk_X509_EXTENSION_push(all, extension) <= 0) {
        sk_X509_EXTENSION_free(all);
        return NULL;
    }
    return all;
}

/* The list only; what is in it belongs to others. */
static inline void ballast_free_list(STACK_OF(X509_EXTENSION) *all) {
    sk_X509_EXTENSION_free(all);
}

/* The bytes of a DNS or IP name; NULL for names of other kinds. */
static inline const unsigned char *ballast_alternative(const GENERAL_NAMES *all, int position,
                                                       int *is_address, int *length) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(all, position);
    if (!name || (name->type != GEN_DNS && name->type != GEN_IPADD)) return NULL;
    *is_address = name->type == GEN_IPADD;
    const ASN1_STRING *text = *is_address ? name->d.iPAddress : name->d.dNSName;
    *length = ASN1_STRING_length(text);
    return ASN1_STRING_get0_data(text);
}

static inline int ballast_alternative_count(const GENERAL_NAMES *all) {
    return sk_GENERAL_NAME_num(all);
}

/* Where the issuer's certificate can be had (RFC 5280 section 4.2.2.1); NULL: it does not say. */
static inline const unsigned char *ballast_issuer_url(const AUTHORITY_INFO_ACCESS *all,
                                                      int *length) {
    for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(all); i++) {
        const ACCESS_DESCRIPTION *entry = sk_ACCESS_DESCRIPTION_value(all, i);
        if (OBJ_obj2nid(entry->method) != NID_ad_ca_issuers) continue;
        if (entry->location->type != GEN_URI) continue;
        *length = ASN1_STRING_length(entry->location->d.uniformResourceIdentifier);
        return ASN1_STRING_get0_data(entry->location->d.uniformResourceIdentifier);
    }
    return NULL;
}

/* The certificates that a signed PKCS#7 parcel carries; they stay the parcel's. */
static inline STACK_OF(X509) *ballast_parcel_certificates(const PKCS7 *parcel) {
    return PKCS7_type_is_signed(parcel) && parcel->d.sign ? parcel->d.sign->cert : NULL;
}
