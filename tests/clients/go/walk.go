// The walk of `tests/clients/README.md` from Go, with the stubs that Clarifai's client has.
//
//	GOENV=FILE go run walk.go ADDRESS [CA_FILE]
//
// FILE is the one that `install/go.sh` makes. ADDRESS is a host and port, spoken to in the clear
// unless CA_FILE says whom to trust. Prints what came back as one JSON object.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"

	pb "github.com/Clarifai/clarifai-go-grpc/proto/clarifai/api"
	"github.com/Clarifai/clarifai-go-grpc/proto/clarifai/api/status"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
)

type list = []interface{}

var (
	street = &pb.UserAppIDSet{UserId: "owner", AppId: "street"}
	owner  = as("owner-pat")
	seen   = map[string]interface{}{}
	client pb.V2Client
)

func main() {
	log.SetFlags(0)
	security := grpc.WithInsecure()
	if len(os.Args) > 2 {
		trusted, err := credentials.NewClientTLSFromFile(os.Args[2], "")
		check(err)
		security = grpc.WithTransportCredentials(trusted)
	}
	connection, err := grpc.Dial(os.Args[1], security)
	check(err)
	defer connection.Close()
	client = pb.NewV2Client(connection)

	inputs()
	posts()
	lists()
	patches()
	deletes()
	refused()
	check(json.NewEncoder(os.Stdout).Encode(seen))
}

func inputs() {
	request := &pb.PostInputsRequest{UserAppId: street}
	for _, id := range []string{"car", "bus", "bike"} {
		image := &pb.Image{Url: "https://example.com/" + id + ".jpg"}
		request.Inputs = append(request.Inputs, &pb.Input{Id: id, Data: &pb.Data{Image: image}})
	}
	answer, err := client.PostInputs(owner, request)
	check(err)
	added := list{}
	for _, one := range answer.Inputs {
		added = append(added, list{one.Id, one.Status.Code})
	}
	seen["added"] = added
	seen["inputs"] = listInputs()
}

func posts() {
	label := &pb.Annotation{Id: "label", InputId: "car", Data: concepts(concept("tree", 1), concept("water", 0))}
	seen["labelled"] = shown(post(label).Annotations[0])
	edges := &pb.BoundingBox{TopRow: 0.1, LeftCol: 0.2, BottomRow: 0.3, RightCol: 0.4}
	region := &pb.Region{RegionInfo: &pb.RegionInfo{BoundingBox: edges}, Data: concepts(concept("wheel", 1))}
	boxed := post(&pb.Annotation{Id: "box", InputId: "car", Data: &pb.Data{Regions: []*pb.Region{region}}})
	box := boxed.Annotations[0].Data.Regions[0].RegionInfo.BoundingBox
	seen["boxed"] = list{
		rounded(box.TopRow), rounded(box.LeftCol), rounded(box.BottomRow), rounded(box.RightCol),
	}
	pending := &status.Status{Code: status.StatusCode_ANNOTATION_PENDING}
	task := &pb.Annotation{Id: "task", InputId: "bus", UserId: "labeler", Status: pending}
	seen["pending"] = shown(post(task).Annotations[0])
	var many []*pb.Annotation
	for n := 0; n < 25; n++ {
		one := &pb.Annotation{Id: fmt.Sprintf("n%02d", n), InputId: "bike", Data: concepts(concept("n", 1))}
		many = append(many, one)
	}
	answer := post(many...)
	seen["many"] = list{answer.Status.Code, len(answer.Annotations)}
}

func lists() {
	for page := uint32(1); page <= 4; page++ {
		request := &pb.ListAnnotationsRequest{InputIds: []string{"bike"}, PerPage: 10, Page: page}
		seen[fmt.Sprintf("page_%d", page)] = ids(request)
	}
	seen["default_page"] = len(ids(&pb.ListAnnotationsRequest{}))
	seen["of_labeler"] = ids(&pb.ListAnnotationsRequest{UserIds: []string{"labeler"}, ListAllAnnotations: true})
}

func patches() {
	label := func(made ...*pb.Concept) *pb.Annotation {
		return &pb.Annotation{Id: "label", InputId: "car", Data: concepts(made...)}
	}
	tree, sky := concept("tree", 1), concept("sky", 1)
	seen["merged"] = patch("merge", label(sky))
	seen["overwritten"] = patch("overwrite", label(tree))
	patch("overwrite", label(tree, sky))
	seen["removed"] = patch("remove", label(sky))
	done := &status.Status{Code: status.StatusCode_ANNOTATION_SUCCESS}
	seen["done"] = patch("merge", &pb.Annotation{Id: "task", InputId: "bus", Status: done})
}

func deletes() {
	_, err := client.DeleteAnnotation(owner, &pb.DeleteAnnotationRequest{
		UserAppId: street, InputId: "car", AnnotationId: "box",
	})
	check(err)
	gone, err := client.GetAnnotation(owner, &pb.GetAnnotationRequest{
		UserAppId: street, InputId: "car", AnnotationId: "box",
	})
	check(err)
	seen["deleted_one"] = gone.Status.Code
	_, err = client.DeleteAnnotations(owner, &pb.DeleteAnnotationsRequest{
		UserAppId: street, Ids: []string{"n00", "n01"}, InputIds: []string{"bike", "bike"},
	})
	check(err)
	left := ids(&pb.ListAnnotationsRequest{InputIds: []string{"bike"}, PerPage: 100})
	seen["deleted_pairs"] = list{left[0], left[1], len(left)}
	_, err = client.DeleteAnnotations(owner, &pb.DeleteAnnotationsRequest{
		UserAppId: street, InputIds: []string{"bike"},
	})
	check(err)
	seen["deleted_by_input"] = ids(&pb.ListAnnotationsRequest{InputIds: []string{"bike"}})
	deleted, err := client.DeleteInputs(owner, &pb.DeleteInputsRequest{
		UserAppId: street, Ids: []string{"car", "bus", "bike"},
	})
	check(err)
	seen["deleted_inputs"] = list{deleted.Status.Code, listInputs()}
}

func refused() {
	answer, err := client.ListAnnotations(as("None"), &pb.ListAnnotationsRequest{UserAppId: street})
	check(err)
	seen["refused"] = answer.Status.Code
}

func listInputs() []string {
	answer, err := client.ListInputs(owner, &pb.ListInputsRequest{UserAppId: street})
	check(err)
	found := []string{}
	for _, one := range answer.Inputs {
		found = append(found, one.Id)
	}
	return found
}

func post(annotations ...*pb.Annotation) *pb.MultiAnnotationResponse {
	request := &pb.PostAnnotationsRequest{UserAppId: street, Annotations: annotations}
	answer, err := client.PostAnnotations(owner, request)
	check(err)
	return answer
}

func patch(action string, annotation *pb.Annotation) list {
	answer, err := client.PatchAnnotations(owner, &pb.PatchAnnotationsRequest{
		UserAppId: street, Action: action, Annotations: []*pb.Annotation{annotation},
	})
	check(err)
	return shown(answer.Annotations[0])
}

func ids(request *pb.ListAnnotationsRequest) []string {
	request.UserAppId = street
	answer, err := client.ListAnnotations(owner, request)
	check(err)
	found := []string{}
	for _, one := range answer.Annotations {
		if one.InputLevel {
			found = append(found, "input-level")
		} else {
			found = append(found, one.Id)
		}
	}
	return found
}

func concepts(made ...*pb.Concept) *pb.Data {
	return &pb.Data{Concepts: made}
}

func concept(id string, value float32) *pb.Concept {
	return &pb.Concept{Id: id, Value: value}
}

// shown is an annotation as the walk tells it: id, user, status, and its concepts with their values.
func shown(annotation *pb.Annotation) list {
	pairs := list{}
	for _, one := range annotation.GetData().GetConcepts() {
		pairs = append(pairs, list{one.Id, rounded(one.Value)})
	}
	return list{annotation.Id, annotation.UserId, annotation.Status.Code, pairs}
}

func rounded(value float32) float64 {
	return math.Round(float64(value)*10000) / 10000
}

func as(token string) context.Context {
	return metadata.AppendToOutgoingContext(context.Background(), "Authorization", "Key "+token)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
