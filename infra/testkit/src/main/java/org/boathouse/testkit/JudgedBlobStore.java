package org.boathouse.testkit;

import java.io.InputStream;
import java.util.List;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** A store as it is to keys with a policy: what engines do with files is allowed or refused by it, all else is refused. */
final class JudgedBlobStore extends ForwardingBlobStore {
    private static final String GET = "s3:GetObject";
    private static final String PUT = "s3:PutObject";

    private final SessionPolicyInForce policy;

    JudgedBlobStore(BlobStore store, SessionPolicyInForce policy) {
        super(store);
        this.policy = policy;
    }

    private void require(String action, String bucket, String keyOrNull, String prefixOrNull) {
        if (!policy.allows(action, bucket, keyOrNull, prefixOrNull)) {
            throw denied(action + " " + bucket + "/" + keyOrNull);
        }
    }

    private static RuntimeException denied(String what) {
        return S3Exception.builder()
                .statusCode(403)
                .message(what)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("AccessDenied")
                        .errorMessage("Access Denied: " + what)
                        .build())
                .build();
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        require("s3:ListBucket", request.bucket(), null, request.prefix() == null ? "" : request.prefix());
        return super.list(request);
    }

    @Override
    public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
        require(GET, request.bucket(), request.key(), null);
        return super.blobMetadata(request);
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
        require(GET, request.bucket(), request.key(), null);
        return super.getBlob(request);
    }

    @Override
    public boolean blobExists(String bucket, String key) {
        require(GET, bucket, key, null);
        return super.blobExists(bucket, key);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
        require(PUT, request.bucket(), request.key(), null);
        return super.putBlob(request, body);
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        require(GET, request.sourceBucket(), request.sourceKey(), null);
        require(PUT, request.destinationBucket(), request.destinationKey(), null);
        return super.copyBlob(request);
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        require("s3:DeleteObject", request.bucket(), request.key(), null);
        return super.removeBlob(request);
    }

    @Override
    public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
        require(PUT, request.bucket(), request.key(), null);
        return super.initiateMultipartUpload(request);
    }

    @Override
    public UploadPartResponse uploadMultipartPart(MultipartUpload upload, UploadPartRequest request, InputStream body) {
        require(PUT, upload.containerName(), upload.blobName(), null);
        return super.uploadMultipartPart(upload, request, body);
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        require(PUT, upload.containerName(), upload.blobName(), null);
        return super.completeMultipartUpload(upload, request);
    }

    @Override
    public void abortMultipartUpload(MultipartUpload upload) {
        require("s3:AbortMultipartUpload", upload.containerName(), upload.blobName(), null);
        super.abortMultipartUpload(upload);
    }

    @Override
    public ListBucketsResponse list() {
        throw denied("s3:ListAllMyBuckets");
    }

    @Override
    public List<software.amazon.awssdk.services.s3.model.MultipartUpload> listMultipartUploads(String bucket) {
        throw denied("s3:ListBucketMultipartUploads " + bucket);
    }

    @Override
    public CreateBucketResponse createContainer(CreateBucketRequest request) {
        throw denied("s3:CreateBucket " + request.bucket());
    }

    @Override
    public void setContainerAccess(String bucket, BucketCannedACL acl) {
        throw denied("s3:PutBucketAcl " + bucket);
    }

    @Override
    public void deleteContainer(String bucket) {
        throw denied("s3:DeleteBucket " + bucket);
    }

    @Override
    public void deleteBucket(String bucket) {
        throw denied("s3:DeleteBucket " + bucket);
    }
}
